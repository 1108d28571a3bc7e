// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Seals what lies in this browser's storage. Each thing under its own context, so that none stands in for another. */
import { encodeUtf8 } from "@nightlatch/bytes";
import { NONCE_BYTES, openAead, sealAead, type AeadKey } from "@nightlatch/crypto/aead";
import type { RandomSource } from "@nightlatch/crypto/random";
import type { SealedAtRest } from "./database.ts";

export class RestSealer {
  readonly #key: AeadKey;
  readonly #random: RandomSource;

  constructor(key: AeadKey, random: RandomSource) {
    this.#key = key;
    this.#random = random;
  }

  async seal(context: string, plain: Uint8Array): Promise<SealedAtRest> {
    const nonce = this.#random(NONCE_BYTES);
    return { nonce, sealed: await sealAead(this.#key, nonce, aadOf(context), plain) };
  }

  /** @throws crypto.open_failed when it was changed, or is another thing */
  open(context: string, { nonce, sealed }: SealedAtRest): Promise<Uint8Array> {
    return openAead(this.#key, nonce, aadOf(context), sealed);
  }
}

function aadOf(context: string): Uint8Array {
  return encodeUtf8(`nightlatch/v1/staff-console/${context}`);
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The keys that follow from a clip's random key (DEK), shared by sealing and opening (protocol §6). */
import { importAeadKey, type AeadKey } from "@nightlatch/crypto/aead";
import type { HpkeInfo } from "@nightlatch/crypto/hpke";
import { deriveKey, KeyedHmac } from "@nightlatch/crypto/kdf";
import { SEED_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { merkleLeafHash } from "@nightlatch/crypto/merkle";
import { encodeUint32 } from "./wire/uint32.ts";
import type { ClipId, TrackNumber } from "./wire/index.ts";

const SALT_BYTES = 16;

/** Commitment in the header: binds the clip's id to one key. */
export function commitToKey(dek: Uint8Array, clip: ClipId): Hash {
  return deriveKey(dek, "clip-commit", clip, SEED_BYTES) as Hash;
}

/** What a sealed clip key is for. */
export function clipKeyInfo(headerHash: Hash): HpkeInfo {
  return { label: "clip-key", context: headerHash };
}

export function importTrackKey(dek: Uint8Array, track: TrackNumber): Promise<AeadKey> {
  return importAeadKey(trackKeyBytes(dek, track));
}

/** As bytes: to be sealed to whoever may have this track and no other. */
export function trackKeyBytes(dek: Uint8Array, track: TrackNumber): Uint8Array {
  return deriveKey(dek, "fragment-key", Uint8Array.of(track), SEED_BYTES);
}

/** Leaf of the plain tree. The salt keeps the server from testing guesses of a frame. */
export function plainLeafHash(salt: Uint8Array, plain: Uint8Array): Hash {
  return merkleLeafHash(salt, plain);
}

/** The salts of a clip's fragments: what an export reveals, for each fragment in it. Owns their key until `destroy`. */
export class ClipSalts {
  readonly #hmac: KeyedHmac;

  constructor(dek: Uint8Array) {
    const key = deriveKey(dek, "salt-key", new Uint8Array(0), SEED_BYTES);
    this.#hmac = new KeyedHmac(key);
    key.fill(0);
  }

  of(sequence: number): Uint8Array {
    return this.#hmac.digest(encodeUint32(sequence)).subarray(0, SALT_BYTES);
  }

  destroy(): void {
    this.#hmac.destroy();
  }
}

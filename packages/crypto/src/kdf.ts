// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file HKDF-SHA256 (RFC 5869) with an empty salt; the label goes into `info`. */
import { concatBytes } from "@nightlatch/bytes";
import { invariant } from "@nightlatch/errors";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac, type _HMAC } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { labelBytes } from "./label.ts";

/** HKDF(ikm, salt = "", info = label ‖ 0x00 ‖ context). `ikm` must be uniformly random already. */
export function deriveKey(ikm: Uint8Array, label: string, context: Uint8Array, lengthBytes: number): Uint8Array {
  return hkdf(sha256, ikm, undefined, concatBytes(labelBytes(label), context), lengthBytes);
}

/** HMAC-SHA256 (RFC 2104), 32 bytes. In JavaScript: for a short message OpenSSL's costs more to set up. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(sha256, key, message);
}

type HmacState = _HMAC<ReturnType<typeof sha256.create>>;

/** HMAC-SHA256 of many messages under one key, which is hashed once. Owns the keyed state until `destroy`. */
export class KeyedHmac {
  #keyed: HmacState | undefined;
  /** Takes the keyed state for each message: to make a new one takes longer than to hash. */
  readonly #scratch: HmacState;

  constructor(key: Uint8Array) {
    this.#keyed = hmac.create(sha256, key);
    this.#scratch = this.#keyed.clone();
  }

  /** 32 bytes. */
  digest(message: Uint8Array): Uint8Array {
    // A destroyed state would still give bytes, and they would be those of a known key.
    invariant(this.#keyed !== undefined, "a destroyed key authenticates nothing");
    return this.#keyed._cloneInto(this.#scratch).update(message).digest();
  }

  destroy(): void {
    this.#keyed?.destroy();
    this.#scratch.destroy();
    this.#keyed = undefined;
  }
}

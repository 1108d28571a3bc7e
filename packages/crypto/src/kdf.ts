// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file HKDF-SHA256 (RFC 5869) with an empty salt; the label goes into `info`. */
import { concatBytes } from "@nightlatch/bytes";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
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

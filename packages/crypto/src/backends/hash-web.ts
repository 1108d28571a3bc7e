// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file SHA-256 and its HMAC in JavaScript: WebCrypto's is asynchronous only, and a ledger is hashed synchronously. */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

export function sha256Parts(parts: readonly Uint8Array[]): Uint8Array {
  const hash = sha256.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(sha256, key, message);
}

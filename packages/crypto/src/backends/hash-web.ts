// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file SHA-256 in JavaScript: WebCrypto's is asynchronous only, and a ledger is hashed synchronously. */
import { sha256 } from "@noble/hashes/sha2.js";

export function sha256Parts(parts: readonly Uint8Array[]): Uint8Array {
  const hash = sha256.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

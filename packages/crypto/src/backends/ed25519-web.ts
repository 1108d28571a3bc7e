// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Ed25519 by WebCrypto, off this thread. */

const ALGORITHM = "Ed25519";

export function importVerifyKey(raw: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", Uint8Array.from(raw), ALGORITHM, false, ["verify"]);
}

export function verifyWith(key: object, signed: Uint8Array, signature: Uint8Array): Promise<boolean> {
  return crypto.subtle.verify(ALGORITHM, key as CryptoKey, Uint8Array.from(signature), Uint8Array.from(signed));
}

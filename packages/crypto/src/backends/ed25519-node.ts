// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Ed25519 by OpenSSL, off this thread. Its own interface costs a tenth of what WebCrypto adds to a verification. */
import { createPublicKey, verify, type KeyObject } from "node:crypto";

/** In front of the 32 bytes, as RFC 8410 §4 has it. */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

export function importVerifyKey(raw: Uint8Array): Promise<KeyObject> {
  const key = Buffer.concat([SPKI_PREFIX, raw]);
  return Promise.resolve(createPublicKey({ key, format: "der", type: "spki" }));
}

export function verifyWith(key: object, signed: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  verify(null, signed, key as KeyObject, signature, (error, isValid) => {
    if (error === null) resolve(isValid);
    else reject(error);
  });
  return promise;
}

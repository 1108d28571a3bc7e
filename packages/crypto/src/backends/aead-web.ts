// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file AES-256-GCM by WebCrypto, with keys that cannot be taken out again. */

const ALGORITHM = "AES-GCM";

export function importRaw(raw: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", owned(raw), ALGORITHM, false, ["encrypt", "decrypt"]);
}

export async function seal(
  key: object,
  nonce: Uint8Array,
  aad: Uint8Array,
  plain: Uint8Array,
  headroomBytes: number,
): Promise<Uint8Array> {
  const parameters = { name: ALGORITHM, iv: owned(nonce), additionalData: owned(aad) };
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt(parameters, key as CryptoKey, owned(plain)));
  if (headroomBytes === 0) return ciphertext;
  const sealed = new Uint8Array(headroomBytes + ciphertext.length);
  sealed.set(ciphertext, headroomBytes);
  return sealed;
}

export async function open(key: object, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Promise<Uint8Array> {
  const parameters = { name: ALGORITHM, iv: owned(nonce), additionalData: owned(aad) };
  return new Uint8Array(await crypto.subtle.decrypt(parameters, key as CryptoKey, owned(sealed)));
}

/** WebCrypto's types want memory that nobody else can write to; only shared memory needs the copy. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}

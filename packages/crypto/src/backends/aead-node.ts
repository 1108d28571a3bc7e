// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file AES-256-GCM by OpenSSL. Synchronous inside: a thread hop would cost more than the cipher. */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from "node:crypto";

const TAG_BYTES = 16;

export function importRaw(raw: Uint8Array): Promise<KeyObject> {
  return Promise.resolve(createSecretKey(raw));
}

export function seal(
  key: object,
  nonce: Uint8Array,
  aad: Uint8Array,
  plain: Uint8Array,
  headroomBytes: number,
): Promise<Uint8Array> {
  const cipher = createCipheriv("aes-256-gcm", key as KeyObject, nonce);
  cipher.setAAD(aad);
  // Not zeroed by the allocator: every byte is written below, headroom included.
  const sealed = Buffer.allocUnsafeSlow(headroomBytes + plain.length + TAG_BYTES).fill(0, 0, headroomBytes);
  sealed.set(cipher.update(plain), headroomBytes);
  cipher.final();
  sealed.set(cipher.getAuthTag(), headroomBytes + plain.length);
  return Promise.resolve(asPlainArray(sealed));
}

export function open(key: object, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Promise<Uint8Array> {
  const bodyBytes = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key as KeyObject, nonce);
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(bodyBytes));
  const plain = decipher.update(sealed.subarray(0, bodyBytes));
  decipher.final();
  return Promise.resolve(asPlainArray(plain));
}

/** The same memory without Buffer's own ideas of `slice` and JSON. */
function asPlainArray(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file AES-256-GCM (NIST SP 800-38D). The caller owns the nonce rule: a (key, nonce) pair is used once. Here
 * keys are random per clip, message or record, and nonces are random 96-bit values.
 */
import * as backend from "#aead-backend";
import type { Brand } from "@nightlatch/bytes";
import { CryptoError } from "./errors.ts";
import { SEED_BYTES } from "./keys.ts";

/** An imported key; its bytes are not to be had from it. */
export type AeadKey = Brand<object, "AeadKey">;

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** @throws crypto.bad_key unless `raw` is 32 bytes */
export async function importAeadKey(raw: Uint8Array): Promise<AeadKey> {
  if (raw.length !== SEED_BYTES) throw new CryptoError("crypto.bad_key", "an AES-256 key has 32 bytes");
  return (await backend.importRaw(raw)) as object as AeadKey;
}

/**
 * Ciphertext ‖ 16-byte tag, behind `headroomBytes` zero bytes in which the caller may put a head without a copy.
 * @throws crypto.bad_nonce
 */
export function sealAead(
  key: AeadKey,
  nonce: Uint8Array,
  aad: Uint8Array,
  plain: Uint8Array,
  headroomBytes = 0,
): Promise<Uint8Array> {
  if (nonce.length !== NONCE_BYTES) throw new CryptoError("crypto.bad_nonce", "a GCM nonce has 12 bytes");
  return backend.seal(key, nonce, aad, plain, headroomBytes);
}

/** The plaintext. @throws crypto.open_failed for any wrong key, nonce, context or byte */
export async function openAead(
  key: AeadKey,
  nonce: Uint8Array,
  aad: Uint8Array,
  sealed: Uint8Array,
): Promise<Uint8Array> {
  if (nonce.length !== NONCE_BYTES || sealed.length < TAG_BYTES) throw openFailed();
  try {
    return await backend.open(key, nonce, aad, sealed);
  } catch {
    // The cause is dropped with intent: it would tell apart what must look alike.
    throw openFailed();
  }
}

function openFailed(): CryptoError {
  return new CryptoError("crypto.open_failed", "the sealed bytes did not open");
}

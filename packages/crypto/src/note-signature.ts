// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Ed25519 over bare bytes, for C2SP's signed notes and cosignatures alone. Their specifications fix the signed
 * bytes, so no label of ours can stand in front (signature.ts): what keeps purposes apart is that a note key is used
 * for nothing else. Verification follows the same strict rule.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { verifyStrict } from "./ed25519-strict.ts";
import { CryptoError } from "./errors.ts";
import { SEED_BYTES, type Signature, type VerifyKey } from "./keys.ts";

/** Holds a private key that signs notes and nothing else. */
export interface NoteKey {
  readonly publicKey: VerifyKey;
  sign(message: Uint8Array): Promise<Signature>;
}

/** A note key whose RFC 8032 private key is `seed`. @throws crypto.bad_key */
export function noteKeyFromSeed(seed: Uint8Array): NoteKey {
  if (seed.length !== SEED_BYTES) throw new CryptoError("crypto.bad_key", "an Ed25519 seed has 32 bytes");
  const secretKey = Uint8Array.from(seed);
  return {
    publicKey: ed25519.getPublicKey(secretKey) as VerifyKey,
    sign: (message) => Promise.resolve(ed25519.sign(message, secretKey) as Signature),
  };
}

/** True only for a signature that every strict verifier accepts. Never throws on hostile bytes. */
export function verifyNoteSignature(key: VerifyKey, message: Uint8Array, signature: Uint8Array): boolean {
  return verifyStrict(key, message, signature);
}

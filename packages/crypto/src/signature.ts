// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Ed25519 (RFC 8032) under the one strict rule of ed25519-strict.ts, over a label and the message: a signature
 * made for one purpose is never valid for another.
 */
import { concatBytes } from "@nightlatch/bytes";
import { ed25519 } from "@noble/curves/ed25519.js";
import { isPlausiblePoint, isStrictKey, verifyStrict } from "./ed25519-strict.ts";
import { CryptoError } from "./errors.ts";
import { SEED_BYTES, VERIFY_KEY_BYTES, type Signature, type VerifyKey } from "./keys.ts";
import { labelBytes } from "./label.ts";

export type { Signature, VerifyKey } from "./keys.ts";

/** Holds a private key and signs with it. `context` keeps signatures of different purposes apart. */
export interface Signer {
  readonly publicKey: VerifyKey;
  sign(context: string, message: Uint8Array): Promise<Signature>;
}

/** A signer whose RFC 8032 private key is `seed`. @throws crypto.bad_key */
export function signerFromSeed(seed: Uint8Array): Signer {
  if (seed.length !== SEED_BYTES) throw new CryptoError("crypto.bad_key", "an Ed25519 seed has 32 bytes");
  const secretKey = Uint8Array.from(seed);
  const publicKey = ed25519.getPublicKey(secretKey) as VerifyKey;
  return {
    publicKey,
    sign: (context, message) => Promise.resolve(ed25519.sign(signedBytes(context, message), secretKey) as Signature),
  };
}

/** Admits a public key: canonical encoding, on the curve, no small-order part. @throws crypto.bad_key */
export function parseVerifyKey(bytes: Uint8Array): VerifyKey {
  const key = nameVerifyKey(bytes);
  if (!isStrictKey(key)) throw new CryptoError("crypto.bad_key", "not an acceptable Ed25519 public key");
  return key;
}

/**
 * Takes a key that somebody names, and asks what its bytes alone can tell: canonical, not of small order. Whether it is
 * on the curve and without a small-order part is asked before its first use; no signature by another one is valid.
 * @throws crypto.bad_key
 */
export function nameVerifyKey(bytes: Uint8Array): VerifyKey {
  if (bytes.length === VERIFY_KEY_BYTES && isPlausiblePoint(bytes)) return bytes as VerifyKey;
  throw new CryptoError("crypto.bad_key", "not the bytes of an Ed25519 public key");
}

/** True only for a signature that every strict verifier accepts. Never throws on hostile bytes. */
export function verifySignature(key: VerifyKey, context: string, message: Uint8Array, signature: Uint8Array): boolean {
  return verifyStrict(key, signedBytes(context, message), signature);
}

function signedBytes(context: string, message: Uint8Array): Uint8Array {
  return concatBytes(labelBytes(context), message);
}

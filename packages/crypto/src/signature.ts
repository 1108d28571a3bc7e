// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Ed25519 (RFC 8032) under one strict rule, the same in every place: A and R canonical and torsion-free,
 * S < L, verified by one pinned implementation. Lax verifiers disagree on hundreds of edge cases; two clients
 * that disagree on one ledger entry are a fork.
 */
import { concatBytes } from "@nightlatch/bytes";
import { ed25519 } from "@noble/curves/ed25519.js";
import { CryptoError } from "./errors.ts";
import { SEED_BYTES, SIGNATURE_BYTES, VERIFY_KEY_BYTES, type Signature, type VerifyKey } from "./keys.ts";
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
  if (bytes.length !== VERIFY_KEY_BYTES || !isStrictPoint(bytes)) {
    throw new CryptoError("crypto.bad_key", "not an acceptable Ed25519 public key");
  }
  return bytes as VerifyKey;
}

/** True only for a signature that every strict verifier accepts. Never throws on hostile bytes. */
export function verifySignature(key: VerifyKey, context: string, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES || !isStrictPoint(signature.subarray(0, VERIFY_KEY_BYTES))) return false;
  try {
    return ed25519.verify(signature, signedBytes(context, message), key, { zip215: false });
  } catch {
    // The library throws on malformed S; for the caller that is an invalid signature like any other.
    return false;
  }
}

function signedBytes(context: string, message: Uint8Array): Uint8Array {
  return concatBytes(labelBytes(context), message);
}

function isStrictPoint(bytes: Uint8Array): boolean {
  try {
    const point = ed25519.Point.fromBytes(bytes, false);
    return !point.is0() && point.isTorsionFree();
  } catch {
    return false;
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file ML-DSA-44 (FIPS 204), pure, with an empty context: the post-quantum signature of C2SP's cosignatures, which
 * carry their own domain separation. A key is used for cosignatures and nothing else.
 */
import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";
import { CryptoError } from "./errors.ts";
import { ML_DSA_44_PUBLIC_KEY_BYTES, ML_DSA_44_SIGNATURE_BYTES, SEED_BYTES, type MlDsaPublicKey } from "./keys.ts";

export interface MlDsaKey {
  readonly publicKey: MlDsaPublicKey;
  /** 2420 bytes. Deterministic: a copied memory must not draw alike, so nothing is drawn. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** The key pair of FIPS 204 ML-DSA.KeyGen_internal(seed). @throws crypto.bad_key */
export function mlDsaKeyFromSeed(seed: Uint8Array): MlDsaKey {
  if (seed.length !== SEED_BYTES) throw new CryptoError("crypto.bad_key", "an ML-DSA seed has 32 bytes");
  const { publicKey, secretKey } = ml_dsa44.keygen(Uint8Array.from(seed));
  return {
    publicKey: publicKey as Uint8Array as MlDsaPublicKey,
    sign: (message) => Promise.resolve(ml_dsa44.sign(message, secretKey, { extraEntropy: false })),
  };
}

/** Every string of 1312 bytes is a public key: t1 uses all its bits. @throws crypto.bad_key */
export function parseMlDsaPublicKey(bytes: Uint8Array): MlDsaPublicKey {
  if (bytes.length !== ML_DSA_44_PUBLIC_KEY_BYTES) {
    throw new CryptoError("crypto.bad_key", "an ML-DSA-44 public key has 1312 bytes");
  }
  return bytes as MlDsaPublicKey;
}

/** Never throws on hostile bytes. */
export function verifyMlDsa(key: MlDsaPublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== ML_DSA_44_SIGNATURE_BYTES) return false;
  try {
    return ml_dsa44.verify(signature, message, key);
  } catch {
    // The library throws on some malformed encodings; for the caller that is an invalid signature like any other.
    return false;
  }
}

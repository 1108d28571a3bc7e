// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Branded key and digest types. Lengths in bytes stand beside each. */
import type { Brand } from "@nightlatch/bytes";

/** SHA-256 output, 32 bytes. */
export type Hash = Brand<Uint8Array, "Hash">;
/** Ed25519 public key, 32 bytes, canonical, not of small order; found torsion-free before it verifies anything. */
export type VerifyKey = Brand<Uint8Array, "VerifyKey">;
/** Ed25519 signature, 64 bytes. */
export type Signature = Brand<Uint8Array, "Signature">;
/** ML-DSA-44 public key, 1312 bytes. */
export type MlDsaPublicKey = Brand<Uint8Array, "MlDsaPublicKey">;
/** X-Wing public key, 1216 bytes. */
export type HpkePublicKey = Brand<Uint8Array, "HpkePublicKey">;

export const HASH_BYTES = 32;
export const VERIFY_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;
/** FIPS 204, table 2. */
export const ML_DSA_44_PUBLIC_KEY_BYTES = 1312;
export const ML_DSA_44_SIGNATURE_BYTES = 2420;
export const HPKE_PUBLIC_KEY_BYTES = 1216;
/** X-Wing encapsulation (1120) and AES-256-GCM tag (16). */
export const HPKE_OVERHEAD_BYTES = 1136;
export const SEED_BYTES = 32;

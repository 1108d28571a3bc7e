// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The one strict rule of Ed25519 (RFC 8032), the same in every place: A and R canonical and torsion-free, S < L,
 * verified by one pinned implementation. Lax verifiers disagree on hundreds of edge cases; two clients that disagree
 * on one ledger entry are a fork.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { decodeHex } from "@nightlatch/bytes";
import { SIGNATURE_BYTES, VERIFY_KEY_BYTES, type VerifyKey } from "./keys.ts";

/** True only for a signature that every strict verifier accepts. Never throws on hostile bytes. */
export function verifyStrict(key: VerifyKey, signed: Uint8Array, signature: Uint8Array): boolean {
  if (!isStrictKey(key) || signature.length !== SIGNATURE_BYTES) return false;
  if (!isStrictPoint(signature.subarray(0, VERIFY_KEY_BYTES))) return false;
  try {
    return ed25519.verify(signature, signed, key, { zip215: false });
  } catch {
    // The library throws on malformed S; for the caller that is an invalid signature like any other.
    return false;
  }
}

/** Judged once for each key: a millisecond, which a key that never signs anything need not cost. */
export function isStrictKey(key: VerifyKey): boolean {
  const known = judgedKeys.get(key) ?? isStrictPoint(key);
  judgedKeys.set(key, known);
  return known;
}

/** Those that isStrictKey would have to judge now, each once. */
export function unjudgedKeys(keys: Iterable<VerifyKey>): readonly VerifyKey[] {
  return [...new Set(keys)].filter((key) => !judgedKeys.has(key));
}

/** A key that was found strict in another way. */
export function noteStrictKey(key: VerifyKey): void {
  judgedKeys.set(key, true);
}

const judgedKeys = new WeakMap<VerifyKey, boolean>();

/** Canonical encoding, on the curve, not neutral, no small-order part. */
export function isStrictPoint(bytes: Uint8Array): boolean {
  try {
    const point = ed25519.Point.fromBytes(bytes, false);
    return !point.is0() && point.isTorsionFree();
  } catch {
    return false;
  }
}

/** y of the points whose order divides 8; the sign of x is masked away. */
const SMALL_ORDER_Y = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].map(decodeHex);

/** What the bytes alone can tell of a strict point: y is below p = 2^255 − 19 (ed ff … ff 7f), the order is not small. */
export function isPlausiblePoint(bytes: Uint8Array): boolean {
  const y = bytes.slice(0, VERIFY_KEY_BYTES);
  y[31] = (y[31] ?? 0) & 0x7f;
  const isBelowP = (y[0] ?? 0) < 0xed || y[31] !== 0x7f || y.subarray(1, 31).some((byte) => byte !== 0xff);
  return isBelowP && !SMALL_ORDER_Y.some((small) => small.every((byte, i) => byte === y[i]));
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Which 1216 bytes are an X-Wing public key: an ML-KEM-768 key whose coefficients are all reduced (FIPS 203 §7.2),
 * then an X25519 point of large order (RFC 9180 §7.1.4). Nothing can be sealed to other bytes, so a device that got
 * such a key into a household would keep everybody from ever making a new key for it. Knows no cipher, so that the
 * server may ask too.
 */
import { encodeHex } from "@nightlatch/bytes";
import { CryptoError } from "./errors.ts";
import { HPKE_PUBLIC_KEY_BYTES, type HpkePublicKey } from "./keys.ts";

const ML_KEM_Q = 3329;
/** 768 coefficients of 12 bits; a seed of 32 bytes follows, which may be any. */
const COEFFICIENT_BYTES = 1152;
const X25519_AT = 1184;

/** u-coordinates of the points of small order, on the curve and its twist, and p and p + 1, which spell 0 and 1. */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);

/** Admits a key that something can be sealed to. Cheap: the ledger asks it of each key in it. @throws crypto.bad_key */
export function parseHpkePublicKey(bytes: Uint8Array): HpkePublicKey {
  const isKey = bytes.length === HPKE_PUBLIC_KEY_BYTES && isReduced(bytes) && isOfLargeOrder(bytes.slice(X25519_AT));
  if (!isKey) throw new CryptoError("crypto.bad_key", "not an acceptable X-Wing public key");
  return bytes as HpkePublicKey;
}

function isReduced(bytes: Uint8Array): boolean {
  for (let at = 0; at < COEFFICIENT_BYTES; at += 3) {
    const [low, middle, high] = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0];
    if ((low | ((middle & 0x0f) << 8)) >= ML_KEM_Q || ((middle >> 4) | (high << 4)) >= ML_KEM_Q) return false;
  }
  return true;
}

function isOfLargeOrder(point: Uint8Array): boolean {
  // X25519 ignores the highest bit (RFC 7748 §5): it spells no other point.
  point[31] = (point[31] ?? 0) & 0x7f;
  return !SMALL_ORDER.has(encodeHex(point));
}

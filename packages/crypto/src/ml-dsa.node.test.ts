// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file OpenSSL's ML-DSA-44, which we did not write, against the one that we use: keys, signatures, refusals. */
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { concatBytes, decodeHex } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import { parseMlDsaPublicKey, mlDsaKeyFromSeed, verifyMlDsa } from "./ml-dsa.ts";

/** PKCS #8 and SubjectPublicKeyInfo of ML-DSA-44 (RFC 9881) up to the seed and the key. */
const PKCS8_PREFIX = "3034020100300b060960864801650304031104228020";
const SPKI_PREFIX = "30820532300b060960864801650304031103820521" + "00";
const seeds = [0, 1, 2, 3].map((fill) => new Uint8Array(32).fill(fill));
const message = new TextEncoder().encode("subtree/v1\n\0 and so on");

describe("ML-DSA-44 of OpenSSL", () => {
  it.each(seeds)("makes the same public key of a seed, and accepts our signature (seed %#)", async (seed) => {
    const ours = mlDsaKeyFromSeed(seed);
    const theirs = opensslPublicKey(opensslPrivateKey(seed));
    expect(theirs).toEqual(Uint8Array.from(ours.publicKey));
    const signature = await ours.sign(message);
    const key = createPublicKey({
      key: Buffer.from(concatBytes(decodeHex(SPKI_PREFIX), ours.publicKey)),
      format: "der",
      type: "spki",
    });
    expect(verify(null, message, key, signature)).toBe(true);
    expect(verify(null, message, key, signature.with(7, (signature[7] ?? 0) ^ 1))).toBe(false);
  });

  it.each(seeds)("signs what we accept, and nothing that we accept changed (seed %#)", (seed) => {
    const key = opensslPrivateKey(seed);
    const publicKey = parseMlDsaPublicKey(opensslPublicKey(key));
    const signature = new Uint8Array(sign(null, message, key));
    expect(verifyMlDsa(publicKey, message, signature)).toBe(true);
    expect(verifyMlDsa(publicKey, message, signature.with(7, (signature[7] ?? 0) ^ 1))).toBe(false);
  });
});

function opensslPrivateKey(seed: Uint8Array): KeyObject {
  const der = Buffer.from(concatBytes(decodeHex(PKCS8_PREFIX), seed));
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}

function opensslPublicKey(key: KeyObject): Uint8Array {
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  return new Uint8Array(spki.subarray(SPKI_PREFIX.length / 2));
}

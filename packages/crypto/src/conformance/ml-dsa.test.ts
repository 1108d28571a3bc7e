// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file ML-DSA-44 as Wycheproof and NIST try it. */
import { decodeHex, encodeHex } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import keygen from "../../../../vectors/conformance/acvp-ml-dsa-44-keygen.json" with { type: "json" };
import wycheproof from "../../../../vectors/conformance/wycheproof-ml-dsa-44.json" with { type: "json" };
import { mlDsaKeyFromSeed, parseMlDsaPublicKey, verifyMlDsa } from "../ml-dsa.ts";

const keys: Readonly<Record<string, string>> = wycheproof.keys;

describe("Wycheproof's ML-DSA-44 signatures", () => {
  it.each(wycheproof.cases)("$tcId $comment", ({ key, context, msg, sig, valid }) => {
    const publicKey = parseMlDsaPublicKey(decodeHex(keys[key] ?? ""));
    // Ours has no context: a signature made under one is another signature.
    expect(verifyMlDsa(publicKey, decodeHex(msg), decodeHex(sig))).toBe(valid && context === "");
  });

  it("are refused under a key of another length", () => {
    const [key = ""] = Object.values(keys);
    for (const bytes of [decodeHex(key).subarray(1), Uint8Array.of(...decodeHex(key), 0)]) {
      expect(() => parseMlDsaPublicKey(bytes)).toThrow(expect.objectContaining({ code: "crypto.bad_key" }));
    }
  });
});

describe("NIST's ML-DSA-44 keys", () => {
  it.each(keygen.cases)("$tcId come from their seed", ({ seed, publicKey }) => {
    expect(encodeHex(mlDsaKeyFromSeed(decodeHex(seed)).publicKey)).toBe(publicKey);
  });
});

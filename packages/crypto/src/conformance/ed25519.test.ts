// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Ed25519 as Wycheproof and CCTV try it. The accept set is frozen in the vectors: it is the same in Node and in
 * Chromium, since these tests run in both, and a library that widens or narrows it fails here.
 */
import { decodeHex, encodeUtf8 } from "@nightlatch/bytes";
import { ed25519 } from "@noble/curves/ed25519.js";
import { describe, expect, it } from "vitest";
import cctv from "../../../../vectors/conformance/cctv-ed25519.json" with { type: "json" };
import wycheproof from "../../../../vectors/conformance/wycheproof-ed25519.json" with { type: "json" };
import { verifyStrict } from "../ed25519-strict.ts";
import { parseVerifyKey } from "../signature.ts";

describe("Wycheproof's Ed25519 signatures", () => {
  it.each(wycheproof.cases)("$tcId $comment: $result", ({ publicKey, msg, sig, result }) => {
    const key = parseVerifyKey(decodeHex(publicKey));
    expect(verifyStrict(key, decodeHex(msg), decodeHex(sig))).toBe(result === "valid");
  });
});

describe("CCTV's edge cases of Ed25519 points", () => {
  it("gives each of the 914 the verdict that is frozen", () => {
    const wrong = cctv.cases.filter(({ key, msg, sig, strict }) => isAccepted(key, encodeUtf8(msg), sig) !== strict);
    expect(wrong).toEqual([]);
    expect(cctv.cases).toHaveLength(914);
  });

  it("accepts exactly the one without an edge", () => {
    const accepted = cctv.cases.filter(({ key, msg, sig }) => isAccepted(key, encodeUtf8(msg), sig));
    expect(accepted.map(({ number, flags }) => ({ number, flags }))).toEqual([{ number: 305, flags: [] }]);
  });

  it("has edges that a lax rule takes: all but those with another k are good under ZIP 215", () => {
    const plain = cctv.cases.filter(({ flags }) => !flags.includes("reencoded_k"));
    const taken = plain.filter(({ key, msg, sig }) => {
      return ed25519.verify(decodeHex(sig), encodeUtf8(msg), decodeHex(key), { zip215: true });
    });
    expect(taken).toEqual(plain);
    expect(plain.length).toBeGreaterThan(700);
  });
});

function isAccepted(key: string, message: Uint8Array, signature: string): boolean {
  try {
    return verifyStrict(parseVerifyKey(decodeHex(key)), message, decodeHex(signature));
  } catch (error) {
    expect(error).toMatchObject({ code: "crypto.bad_key" });
    return false;
  }
}

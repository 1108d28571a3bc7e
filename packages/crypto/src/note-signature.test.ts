// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex, encodeHex, encodeUtf8 } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import { mlDsaKeyFromSeed, parseMlDsaPublicKey, verifyMlDsa } from "./ml-dsa.ts";
import { noteKeyFromSeed, verifyNoteSignature } from "./note-signature.ts";
import { signerFromSeed, verifySignature } from "./signature.ts";

const seed = new Uint8Array(32).fill(7);
const message = encodeUtf8("a note\n");

describe("a note key", () => {
  it("signs bare bytes as RFC 8032 does: its test 2", async () => {
    const key = noteKeyFromSeed(decodeHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    expect(encodeHex(key.publicKey)).toBe("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    expect(encodeHex(await key.sign(Uint8Array.of(0x72)))).toBe(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    );
  });

  it("and a labelled signer never vouch for each other, even with one seed", async () => {
    const [note, labelled] = [noteKeyFromSeed(seed), signerFromSeed(seed)];
    const [bare, withLabel] = [await note.sign(message), await labelled.sign("record", message)];
    expect(verifyNoteSignature(note.publicKey, message, bare)).toBe(true);
    expect(verifyNoteSignature(note.publicKey, message, withLabel)).toBe(false);
    expect(verifySignature(labelled.publicKey, "record", message, bare)).toBe(false);
  });

  it("follows the strict rule: no S + L, no R of small order, no other length", async () => {
    const key = noteKeyFromSeed(seed);
    const signature = await key.sign(message);
    for (const wrong of [
      signature.with(40, (signature[40] ?? 0) ^ 1),
      signature.with(3, (signature[3] ?? 0) ^ 1),
      Uint8Array.from([...new Uint8Array(32), ...signature.subarray(32)]),
      Uint8Array.from([...signature.subarray(0, 32), ...new Uint8Array(32).fill(0xff)]),
      signature.subarray(1),
      Uint8Array.from([...signature, 0]),
      new Uint8Array(),
    ]) {
      expect(verifyNoteSignature(key.publicKey, message, wrong)).toBe(false);
    }
  });

  it("is made of 32 bytes", () => {
    for (const bytes of [new Uint8Array(31), new Uint8Array(64), new Uint8Array()]) {
      expect(() => noteKeyFromSeed(bytes)).toThrow(expect.objectContaining({ code: "crypto.bad_key" }));
    }
  });
});

describe("an ML-DSA-44 key", () => {
  it("signs the same message to the same bytes, which it alone verifies", async () => {
    const [key, other] = [mlDsaKeyFromSeed(seed), mlDsaKeyFromSeed(new Uint8Array(32).fill(8))];
    const signature = await key.sign(message);
    expect(signature).toHaveLength(2420);
    expect(await mlDsaKeyFromSeed(seed).sign(message)).toEqual(signature);
    expect(verifyMlDsa(key.publicKey, message, signature)).toBe(true);
    expect(verifyMlDsa(other.publicKey, message, signature)).toBe(false);
    expect(verifyMlDsa(key.publicKey, encodeUtf8("another note\n"), signature)).toBe(false);
  });

  it("refuses changed, cut and padded signatures without failing", async () => {
    const key = mlDsaKeyFromSeed(seed);
    const signature = await key.sign(message);
    const changed = [0, 31, 32, 1000, 2303, 2304, 2400, 2419].map((at) => signature.with(at, (signature[at] ?? 0) ^ 1));
    const hostile = [
      signature.subarray(1),
      Uint8Array.from([...signature, 0]),
      new Uint8Array(2420).fill(0xff),
      new Uint8Array(),
    ];
    for (const wrong of [...changed, ...hostile]) expect(verifyMlDsa(key.publicKey, message, wrong)).toBe(false);
  });

  it("is made of 32 bytes, and its public half has 1312", () => {
    expect(() => mlDsaKeyFromSeed(new Uint8Array(33))).toThrow(expect.objectContaining({ code: "crypto.bad_key" }));
    expect(mlDsaKeyFromSeed(seed).publicKey).toHaveLength(1312);
    for (const length of [0, 1311, 1313]) {
      expect(() => parseMlDsaPublicKey(new Uint8Array(length))).toThrow(
        expect.objectContaining({ code: "crypto.bad_key" }),
      );
    }
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex, encodeHex } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import derivations from "../../../vectors/crypto/derivations.json" with { type: "json" };
import signatures from "../../../vectors/crypto/ed25519-strict.json" with { type: "json" };
import openings from "../../../vectors/crypto/hpke-open.json" with { type: "json" };
import trees from "../../../vectors/crypto/merkle.json" with { type: "json" };
import { labelledHash } from "./hash.ts";
import { hpkeKeyPair, hpkeOpen } from "./hpke.ts";
import { deriveKey } from "./kdf.ts";
import type { Hash } from "./keys.ts";
import { merkleLeafHash, merkleRoot, verifyInclusion } from "./merkle.ts";
import { SignatureBatch } from "./parallel-verify.ts";
import { parseVerifyKey, signerFromSeed, verifySignature, type VerifyKey } from "./signature.ts";

const hash = (hex: string): Hash => decodeHex(hex) as Hash;

async function inBatch(...signed: Parameters<SignatureBatch["add"]>): Promise<boolean | undefined> {
  const batch = new SignatureBatch();
  batch.add(...signed);
  return (await batch.verdicts())[0];
}

describe("derivations", () => {
  it.each(derivations.cases)("$name", ({ label, input, ikm, length, output }) => {
    const made =
      ikm === undefined
        ? labelledHash(label, decodeHex(input))
        : deriveKey(decodeHex(ikm), label, decodeHex(input), length);
    expect(encodeHex(made)).toBe(output);
  });
});

describe("the strict signature rule", () => {
  it.each(signatures.cases)("$name", async ({ publicKey, context, message, signature, seed, accepted, keyError }) => {
    // Whoever skips the check of a key must not be able to use it, either.
    const key = decodeHex(publicKey) as VerifyKey;
    const signed = [key, context, decodeHex(message), decodeHex(signature)] as const;
    if (keyError !== undefined) {
      expect(() => parseVerifyKey(key)).toThrow(expect.objectContaining({ code: keyError }));
      expect(verifySignature(...signed)).toBe(false);
      expect(await inBatch(...signed)).toBe(false);
      return;
    }
    expect(parseVerifyKey(key)).toBe(key);
    expect(verifySignature(...signed)).toBe(accepted);
    expect(await inBatch(...signed)).toBe(accepted);
    if (seed !== undefined) {
      const made = await signerFromSeed(decodeHex(seed)).sign(context, decodeHex(message));
      expect(encodeHex(made)).toBe(signature);
    }
  });
});

describe("HPKE openings", () => {
  it.each(openings.cases)("$name", async ({ seed, publicKey, label, context, sealed, plain, error }) => {
    const pair = await hpkeKeyPair(decodeHex(seed));
    const opened = hpkeOpen(pair.privateKey, { label, context: decodeHex(context) }, decodeHex(sealed));
    if (error !== undefined) {
      await expect(opened).rejects.toMatchObject({ code: error });
      return;
    }
    expect(encodeHex(await opened)).toBe(plain);
    expect(encodeHex(pair.publicKey)).toBe(publicKey);
  });
});

describe("Merkle trees", () => {
  const leaves = Array.from({ length: 7 }, (_, i) => merkleLeafHash(Uint8Array.of(i)));

  it.each(trees.cases)("$name", ({ size, root, index, proof }) => {
    expect(encodeHex(merkleRoot(leaves.slice(0, size)))).toBe(root);
    const leaf = index === undefined ? undefined : leaves[index];
    if (index === undefined || leaf === undefined) return;
    const path = proof.map(hash);
    expect(verifyInclusion(leaf, index, size, path, hash(root))).toBe(true);
    expect(verifyInclusion(leaf, index + 1, size, path, hash(root))).toBe(false);
    expect(verifyInclusion(leaf, index, size, path.slice(1), hash(root))).toBe(false);
    expect(verifyInclusion(leaf, index, size, [...path, leaf], hash(root))).toBe(false);
    expect(verifyInclusion(leaf, -1, size, path, hash(root))).toBe(false);
  });

  it("is RFC 6962's empty tree without leaves", () => {
    expect(encodeHex(merkleRoot([]))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});

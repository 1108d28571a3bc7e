// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex } from "@nightlatch/bytes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import signatures from "../../../vectors/crypto/ed25519-strict.json" with { type: "json" };
import { judgeKeys } from "./key-batch.ts";
import { SignatureBatch } from "./parallel-verify.ts";
import { parseVerifyKey, signerFromSeed, verifySignature, type Signer, type VerifyKey } from "./signature.ts";

const signer = signerFromSeed(new Uint8Array(32).fill(9));
const message = new TextEncoder().encode("an entry");

function signers(count: number, salt: number): readonly Signer[] {
  return Array.from({ length: count }, (_, i) =>
    signerFromSeed(Uint8Array.from({ length: 32 }, (_b, j) => i + j * salt)),
  );
}

/** A point with a part of order 8, and a signature that satisfies the equation under it. */
function withTorsion() {
  const found = signatures.cases.find(({ name }) => name === "a key with a torsion part");
  if (found === undefined) throw new Error("the vectors have such a key");
  return {
    key: decodeHex(found.publicKey) as VerifyKey,
    context: found.context,
    message: decodeHex(found.message),
    signature: decodeHex(found.signature),
  };
}

describe("a batch of signatures", () => {
  it("gives each its own verdict, in order", async () => {
    const signature = await signer.sign("ledger-entry", message);
    const contexts = Array.from({ length: 50 }, (_, i) => (i % 7 === 3 ? "record" : "ledger-entry"));
    const batch = new SignatureBatch();
    for (const context of contexts) batch.add(signer.publicKey, context, message, signature);
    expect(await batch.verdicts()).toEqual(contexts.map((context) => context === "ledger-entry"));
  });

  it("is empty without any", async () => {
    expect(await new SignatureBatch().verdicts()).toEqual([]);
  });

  it("agrees with the strict verifier on every signature with one bit changed", async () => {
    const signature = await signer.sign("ledger-entry", message);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: signature.length * 8 - 1 }), async (bit) => {
        const changed = Uint8Array.from(signature);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const batch = new SignatureBatch();
        batch.add(signer.publicKey, "ledger-entry", message, changed);
        expect(await batch.verdicts()).toEqual([verifySignature(signer.publicKey, "ledger-entry", message, changed)]);
      }),
      { numRuns: 40 },
    );
  });

  it("refuses what is no signature at all", async () => {
    const batch = new SignatureBatch();
    for (const length of [0, 32, 63, 65]) batch.add(signer.publicKey, "record", message, new Uint8Array(length));
    expect(await batch.verdicts()).toEqual([false, false, false, false]);
  });

  it("finds the one key with a torsion part among many good ones, and the one that is no point", async () => {
    const many = signers(150, 1);
    const bad = withTorsion();
    const offCurve = decodeHex("0200000000000000000000000000000000000000000000000000000000000000") as VerifyKey;
    const batch = new SignatureBatch();
    for (const [i, { publicKey, sign }] of many.entries()) {
      if (i === 77) batch.add(bad.key, bad.context, bad.message, bad.signature);
      if (i === 99) batch.add(offCurve, "record", message, new Uint8Array(64).fill(7));
      batch.add(publicKey, "record", message, await sign("record", message));
    }
    const verdicts = await batch.verdicts();
    expect(verdicts).toHaveLength(152);
    expect(verdicts.flatMap((isValid, i) => (isValid ? [] : [i]))).toEqual([77, 100]);
  });
});

describe("keys judged together", () => {
  it("are the keys that are judged good alone, also in a batch that is large enough to be summed", async () => {
    const keys = signers(130, 3).map(({ publicKey }) => Uint8Array.from(publicKey) as VerifyKey);
    judgeKeys(keys);
    for (const key of keys.slice(0, 5)) expect(parseVerifyKey(key)).toBe(key);
  });

  it("are not believed because one of them hides among good ones, wherever it stands", async () => {
    for (const at of [0, 63, 64, 130]) {
      const keys = signers(130, 5).map(({ publicKey }) => Uint8Array.from(publicKey) as VerifyKey);
      const { key } = withTorsion();
      keys.splice(at, 0, key);
      judgeKeys(keys);
      expect(() => parseVerifyKey(key)).toThrow(expect.objectContaining({ code: "crypto.bad_key" }));
    }
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex, encodeUtf8 } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { describe, expect, it } from "vitest";
import files from "../../../../vectors/transparency/proof-files.json" with { type: "json" };
import proofs from "../../../../vectors/transparency/proofs.json" with { type: "json" };
import { verifyConsistency, verifyInclusion } from "../merkle/verify-proof.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import { formatTlogProof, parseTlogProof, verifyTlogProof } from "./tlog-proof.ts";

const hash = (hex: string): Hash => decodeHex(hex) as Hash;

describe("inclusion and consistency proofs", () => {
  it.each(proofs.cases)("$name", ({ leaf, index, oldSize, oldRoot, size, root, proof, error }) => {
    const [path, head] = [proof.map(hash), { size, root: hash(root) }];
    const verify = () => {
      if (oldRoot === undefined) verifyInclusion(decodeHex(leaf), index, path, head);
      else verifyConsistency({ size: oldSize, root: hash(oldRoot) }, head, path);
    };
    if (error === undefined) expect(verify).not.toThrow();
    else expect(verify).toThrow(expect.objectContaining({ code: error }));
  });

  it("agree with the roots that Certificate Transparency's own tests give", () => {
    const rootAt = (size: number) => proofs.cases.find((one) => one.size === size && one.error === undefined)?.root;
    expect(rootAt(1)).toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    expect(rootAt(2)).toBe("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
    expect(rootAt(3)).toBe("aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
    expect(rootAt(8)).toBe("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  });

  it("agree with the proofs that Certificate Transparency's own tests give", () => {
    const proofOf = (name: string) => proofs.cases.find((one) => one.name === name)?.proof;
    expect(proofOf("leaf 5 of 8")).toEqual([
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]);
    expect(proofOf("from 6 to 8")).toEqual([
      "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]);
  });
});

describe("proof files", () => {
  it.each(files.cases)("$name", ({ leaf, policy, file, index, medianTimeMs, error }) => {
    const bytes = encodeUtf8(file);
    const verify = () => verifyTlogProof(bytes, decodeHex(leaf), parsePolicy(policy));
    if (error !== undefined) {
      expect(verify).toThrow(expect.objectContaining({ code: error }));
      return;
    }
    expect(verify()).toMatchObject({ index, medianTimeMs });
    expect(formatTlogProof(parseTlogProof(bytes))).toEqual(bytes);
  });
});

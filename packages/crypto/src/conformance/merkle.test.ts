// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Merkle trees by the leaves and roots that Certificate Transparency's implementations have tested each other with
 * since RFC 6962 (github.com/transparency-dev/merkle, testonly; github.com/google/certificate-transparency-go).
 */
import { decodeHex, encodeHex } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import { MerkleAccumulator, merkleLeafHash, merkleNodeHash, merkleRoot, verifyInclusion } from "../merkle.ts";
import type { Hash } from "../keys.ts";

const LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const LEAF_0_IN_8 = [
  "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
  "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
  "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
];
const leafHashes = LEAVES.map((leaf) => merkleLeafHash(decodeHex(leaf)));

describe("Certificate Transparency's reference tree", () => {
  it.each(ROOTS.map((root, size) => ({ size, root })))("has $root with $size leaves", ({ size, root }) => {
    expect(encodeHex(merkleRoot(leafHashes.slice(0, size)))).toBe(root);
    const grown = new MerkleAccumulator();
    for (const leaf of leafHashes.slice(0, size)) grown.append(leaf);
    expect(encodeHex(grown.root())).toBe(root);
  });

  it("has the reference's inclusion proof, and no other", () => {
    const [proof, root] = [LEAF_0_IN_8.map(hash), hash(ROOTS[8] ?? "")];
    const [leaf, other] = [leafHashes[0] ?? root, leafHashes[1] ?? root];
    expect(verifyInclusion(leaf, 0, 8, proof, root)).toBe(true);
    expect(verifyInclusion(other, 0, 8, proof, root)).toBe(false);
    expect(verifyInclusion(leaf, 1, 8, proof, root)).toBe(false);
    expect(verifyInclusion(leaf, 0, 4, proof, root)).toBe(false);
    expect(verifyInclusion(leaf, 0, 9, proof, root)).toBe(false);
    expect(verifyInclusion(leaf, 0, 8, proof.toReversed(), root)).toBe(false);
    expect(verifyInclusion(leaf, 0, 8, proof.slice(1), root)).toBe(false);
  });

  it("does not take a node for a leaf", () => {
    const [left, right] = [leafHashes[0] ?? hash(""), leafHashes[1] ?? hash("")];
    expect(merkleLeafHash(left, right)).not.toEqual(merkleNodeHash(left, right));
  });
});

function hash(hex: string): Hash {
  return decodeHex(hex) as Hash;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
import { sha256 } from "@nightlatch/crypto/hash";
import { inclusionProof, merkleLeafHash, merkleRoot } from "@nightlatch/crypto/merkle";
import { describe, expect, it } from "vitest";
import { compareCode, rootBehindLeaf } from "./compare-code.ts";

const hashes = Array.from({ length: 70 }, (_, i) => merkleLeafHash(Uint8Array.of(i)));

describe("rootBehindLeaf", () => {
  it("is the root that the tree had then, whatever has grown behind it", () => {
    for (let size = 1; size <= hashes.length; size += 1) {
      const tree = hashes.slice(0, size);
      tree.forEach((leaf, index) => {
        const root = rootBehindLeaf(leaf, index, size, inclusionProof(tree, index));
        expect(root, `leaf ${index} of ${size}`).toEqual(merkleRoot(tree.slice(0, index + 1)));
      });
    }
  });
});

describe("compareCode", () => {
  const [head, root] = [sha256(Uint8Array.of(1)), sha256(Uint8Array.of(2))];

  it("is six groups of five digits", () => {
    const code = compareCode(head, root);
    expect(code).toHaveLength(6);
    expect(code.every((group) => /^\d{5}$/u.test(group))).toBe(true);
  });

  it("differs for another history", () => {
    expect(compareCode(sha256(Uint8Array.of(3)), root)).not.toEqual(compareCode(head, root));
  });

  it("differs for another log", () => {
    expect(compareCode(head, sha256(Uint8Array.of(3)))).not.toEqual(compareCode(head, root));
  });

  it("differs for no log", () => {
    expect(compareCode(head, undefined)).not.toEqual(compareCode(head, root));
  });
});

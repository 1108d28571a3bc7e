// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Merkle trees as in RFC 6962 §2.1 (RFC 9162 §2.1): leaf prefix 0x00, node prefix 0x01, left-full shape.
 * The accumulator holds O(log n) hashes, so a clip's root costs no list of its leaves.
 */
import { equalBytes } from "@nightlatch/bytes";
import { invariant } from "@nightlatch/errors";
import { sha256 } from "./hash.ts";
import type { Hash } from "./keys.ts";

const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = Uint8Array.of(1);

/** MTH of the empty tree: SHA-256(""). */
export const EMPTY_ROOT: Hash = sha256();

/** SHA-256(0x00 ‖ parts). */
export function merkleLeafHash(...parts: readonly Uint8Array[]): Hash {
  return sha256(LEAF_PREFIX, ...parts);
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function merkleNodeHash(left: Hash, right: Hash): Hash {
  return sha256(NODE_PREFIX, left, right);
}

/** Grows leaf by leaf; knows its root at any time. Owns only the roots of its full subtrees. */
export class MerkleAccumulator {
  readonly #fullSubtrees: (Hash | undefined)[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  append(leafHash: Hash): void {
    let carried = leafHash;
    let level = 0;
    for (; this.#fullSubtrees[level] !== undefined; level += 1) {
      carried = merkleNodeHash(this.#fullSubtrees[level] as Hash, carried);
      this.#fullSubtrees[level] = undefined;
    }
    this.#fullSubtrees[level] = carried;
    this.#size += 1;
  }

  root(): Hash {
    return rootOfPeaks(this.peaks());
  }

  /** Roots of the full subtrees, largest first: all that a tree of this size needs in order to grow. */
  peaks(): readonly Hash[] {
    return this.#fullSubtrees.filter((subtree) => subtree !== undefined).reverse();
  }
}

/** The root over full subtrees that stand side by side, largest first. */
export function rootOfPeaks(peaks: readonly Hash[]): Hash {
  return peaks.length === 0 ? EMPTY_ROOT : peaks.reduceRight((right, left) => merkleNodeHash(left, right));
}

/** The root over all leaf hashes. */
export function merkleRoot(leafHashes: readonly Hash[]): Hash {
  const tree = new MerkleAccumulator();
  for (const leafHash of leafHashes) tree.append(leafHash);
  return tree.root();
}

/** RFC 6962 §2.1.1 audit path of leaf `index`, from the bottom up. */
export function inclusionProof(leafHashes: readonly Hash[], index: number): readonly Hash[] {
  invariant(index >= 0 && index < leafHashes.length, "the leaf is in the tree");
  if (leafHashes.length === 1) return [];
  const split = largestPowerOfTwoBelow(leafHashes.length);
  const [left, right] = [leafHashes.slice(0, split), leafHashes.slice(split)];
  return index < split
    ? [...inclusionProof(left, index), merkleRoot(right)]
    : [...inclusionProof(right, index - split), merkleRoot(left)];
}

/** True when `proof` leads from the leaf to `root` (RFC 9162 §2.1.3.2). The proof is attacker-controlled. */
export function verifyInclusion(
  leafHash: Hash,
  index: number,
  size: number,
  proof: readonly Hash[],
  root: Hash,
): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  let [node, last, computed] = [index, size - 1, leafHash];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      computed = merkleNodeHash(sibling, computed);
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      computed = merkleNodeHash(computed, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && equalBytes(computed, root);
}

function largestPowerOfTwoBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

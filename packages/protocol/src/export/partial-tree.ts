// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The root of a tree of which some leaves are shown: each subtree without a shown leaf is one hash, from left to
 * right. Twins in one order. What is shown, and the hashes, are attacker-controlled; the size is signed.
 */
import { merkleNodeHash, merkleRoot } from "@nightlatch/crypto/merkle";
import type { Hash } from "@nightlatch/crypto/keys";

/** Leaf 0 is always shown; so are those from `first` on, before `end`. */
export type Shown = Readonly<{ first: number; end: number }>;

/** Roots of the largest subtrees without a shown leaf. */
export function hiddenSubtrees(leaves: readonly Hash[], shown: Shown): readonly Hash[] {
  const walk = (from: number, to: number): readonly Hash[] => {
    if (isHidden(from, to, shown)) return [merkleRoot(leaves.slice(from, to))];
    if (to - from === 1) return [];
    const split = splitOf(from, to);
    return [...walk(from, split), ...walk(split, to)];
  };
  return walk(0, leaves.length);
}

/** Undefined unless `hidden` has exactly the hashes that are wanted. `leafAt` is asked for shown leaves alone. */
export function rootWith(
  size: number,
  shown: Shown,
  leafAt: (index: number) => Hash | undefined,
  hidden: readonly Hash[],
): Hash | undefined {
  let used = 0;
  const walk = (from: number, to: number): Hash | undefined => {
    if (isHidden(from, to, shown)) return hidden[used++];
    if (to - from === 1) return leafAt(from);
    const split = splitOf(from, to);
    const [left, right] = [walk(from, split), walk(split, to)];
    return left === undefined || right === undefined ? undefined : merkleNodeHash(left, right);
  };
  const root = walk(0, size);
  return used === hidden.length ? root : undefined;
}

function isHidden(from: number, to: number, { first, end }: Shown): boolean {
  return from > 0 && (to <= first || from >= end);
}

/** RFC 6962 §2.1: the left half is the largest power of two below the whole. */
function splitOf(from: number, to: number): number {
  let left = 1;
  while (left * 2 < to - from) left *= 2;
  return from + left;
}

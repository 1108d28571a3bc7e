// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Which parts of a tree a proof is made of. Pure arithmetic on leaf indexes: RFC 6962 §2.1.1 (inclusion) and
 * §2.1.2 (consistency) name ranges of leaves, and each range splits into full subtrees, which is what tiles hold.
 */
import { invariant } from "@nightlatch/errors";

/** Leaves [start, end). */
export type LeafRange = Readonly<{ start: number; end: number }>;
/** The full subtree over leaves [index · 2^level, (index + 1) · 2^level). */
export type Subtree = Readonly<{ level: number; index: number }>;

/** The ranges whose roots are the inclusion proof of leaf `index`, in the proof's order: from the leaf upwards. */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] {
  invariant(index >= 0 && index < size, "the leaf is in the tree");
  const path: LeafRange[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const split = start + largestPowerOfTwoBelow(end - start);
    if (index < split) {
      path.push({ start: split, end });
      end = split;
    } else {
      path.push({ start, end: split });
      start = split;
    }
  }
  return path.reverse();
}

/** The ranges whose roots are the proof that the tree of `size` grew from that of `oldSize`. */
export function consistencyRanges(oldSize: number, size: number): readonly LeafRange[] {
  invariant(oldSize >= 0 && oldSize <= size, "the older tree is not the larger one");
  if (oldSize === 0 || oldSize === size) return [];
  const path: LeafRange[] = [];
  let [start, end, whole] = [0, size, true];
  // SUBPROOF of RFC 6962: `whole` is its flag b, true as long as the old tree starts at the left edge.
  while (oldSize < end) {
    const split = start + largestPowerOfTwoBelow(end - start);
    if (oldSize <= split) {
      path.push({ start: split, end });
      end = split;
    } else {
      path.push({ start, end: split });
      [start, whole] = [split, false];
    }
  }
  if (!whole) path.push({ start, end });
  return path.reverse();
}

/** The full subtrees of a range that begins where RFC 6962 lets one begin, largest first. */
export function fullSubtrees({ start, end }: LeafRange): readonly Subtree[] {
  const subtrees: Subtree[] = [];
  for (let at = start; at < end;) {
    const level = floorLog2(end - at);
    const width = powerOfTwo(level);
    invariant(at % width === 0, "a range of a proof begins at a multiple of its largest subtree");
    subtrees.push({ level, index: at / width });
    at += width;
  }
  return subtrees;
}

/** Neither by shifting nor by logarithm: sizes go up to 2^53, where both are wrong. */
export function floorLog2(size: number): number {
  let level = 0;
  while (powerOfTwo(level + 1) <= size) level += 1;
  return level;
}

export function powerOfTwo(exponent: number): number {
  return 2 ** exponent;
}

function largestPowerOfTwoBelow(size: number): number {
  return powerOfTwo(floorLog2(size - 1));
}

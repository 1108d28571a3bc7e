// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The full subtrees over a row of hashes: what a tree's left side is reduced to (a compact range). */
import type { Hash } from "@nightlatch/crypto/keys";
import { MerkleAccumulator } from "@nightlatch/crypto/merkle";

/** Largest first. Rows of several tile levels, highest level first, join into the peaks of the whole tree. */
export function peaksOf(hashes: readonly Hash[]): readonly Hash[] {
  const tree = new MerkleAccumulator();
  for (const hash of hashes) tree.append(hash);
  return tree.peaks();
}

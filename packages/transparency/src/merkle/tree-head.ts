// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A Merkle tree in two values: RFC 6962 §2.1 over SHA-256. */
import { equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { EMPTY_ROOT } from "@nightlatch/crypto/merkle";

export type TreeHead = Readonly<{
  /** Number of leaves. */
  size: number;
  root: Hash;
}>;

export const EMPTY_TREE: TreeHead = { size: 0, root: EMPTY_ROOT };

export function equalHeads(a: TreeHead, b: TreeHead): boolean {
  return a.size === b.size && equalBytes(a.root, b.root);
}

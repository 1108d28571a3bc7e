// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Checks of inclusion and consistency proofs (RFC 9162 §2.1.3.2, §2.1.4.2). Proofs, indexes and sizes are
 * attacker-controlled; only the head that is proved against is trusted.
 */
import { equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { EMPTY_ROOT, merkleLeafHash, merkleNodeHash, verifyInclusion as leadsToRoot } from "@nightlatch/crypto/merkle";
import { TransparencyError } from "../errors.ts";
import { floorLog2, powerOfTwo } from "./subtrees.ts";
import type { TreeHead } from "./tree-head.ts";

/** The tree of `head` has `leaf` at `index`. @throws transparency.proof_invalid */
export function verifyInclusion(leaf: Uint8Array, index: number, proof: readonly Hash[], head: TreeHead): void {
  verifyHashInclusion(leafHash(leaf), index, proof, head);
}

/** As verifyInclusion, for who has the leaf's hash alone. @throws transparency.proof_invalid */
export function verifyHashInclusion(hash: Hash, index: number, proof: readonly Hash[], head: TreeHead): void {
  if (!leadsToRoot(hash, index, head.size, proof, head.root)) {
    throw new TransparencyError("transparency.proof_invalid", "the inclusion proof does not lead to the log's root");
  }
}

/**
 * The newer tree begins with all leaves of the older one.
 * @throws transparency.rollback when "newer" is smaller
 * @throws transparency.fork when both have one size and not one root
 * @throws transparency.proof_invalid
 */
export function verifyConsistency(older: TreeHead, newer: TreeHead, proof: readonly Hash[]): void {
  if (newer.size < older.size) {
    throw new TransparencyError("transparency.rollback", `the log had ${older.size} leaves and shows ${newer.size}`, {
      advice: "Keep both checkpoints as evidence and ask a witness which log it sees.",
    });
  }
  if (newer.size === older.size) {
    if (!equalBytes(newer.root, older.root)) {
      throw new TransparencyError("transparency.fork", `two logs of ${older.size} leaves with different content`, {
        advice: "Keep both checkpoints: their signatures prove that the log shows different people different content.",
      });
    }
    if (proof.length > 0) throw invalid("a proof where none is needed");
    return;
  }
  if (older.size === 0) {
    if (proof.length > 0 || !equalBytes(older.root, EMPTY_ROOT)) throw invalid("the empty tree has one root, no proof");
    return;
  }
  if (!isConsistent(older, newer, proof)) throw invalid("the newer tree does not grow from the older one");
}

/** RFC 6962 §2.1: SHA-256(0x00 ‖ leaf). */
export function leafHash(leaf: Uint8Array): Hash {
  return merkleLeafHash(leaf);
}

function isConsistent(older: TreeHead, newer: TreeHead, proof: readonly Hash[]): boolean {
  // A tree of 2^k leaves is itself the first subtree, so its root is left out of the proof.
  const path = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof;
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let [node, last] = [older.size - 1, newer.size - 1];
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  let [oldRoot, newRoot] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      [oldRoot, newRoot] = [merkleNodeHash(hash, oldRoot), merkleNodeHash(hash, newRoot)];
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      newRoot = merkleNodeHash(newRoot, hash);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && equalBytes(oldRoot, older.root) && equalBytes(newRoot, newer.root);
}

function isPowerOfTwo(size: number): boolean {
  return powerOfTwo(floorLog2(size)) === size;
}

function invalid(message: string): TransparencyError {
  return new TransparencyError("transparency.proof_invalid", message);
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The code that people read to each other: the same on two devices if, and only if, both were shown the same
 * history of the household and the same public log up to the household's newest leaf in it. The log goes on growing
 * with other households' leaves; its root just behind that leaf stays.
 */
import type { Hash } from "@nightlatch/crypto/keys";
import { labelledHash } from "@nightlatch/crypto/hash";
import { rootOfPeaks } from "@nightlatch/crypto/merkle";

const GROUPS = 6;
const DIGITS = 5;

/** @param leafRoot the log's root just behind the household's newest leaf; absent without a log */
export function compareCode(head: Uint8Array, leafRoot: Uint8Array | undefined): readonly string[] {
  const hash = labelledHash("compare", head, leafRoot ?? new Uint8Array(head.length));
  const number = hash.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) % 10n ** BigInt(GROUPS * DIGITS);
  const digits = number.toString().padStart(GROUPS * DIGITS, "0");
  return Array.from({ length: GROUPS }, (_, i) => digits.slice(i * DIGITS, (i + 1) * DIGITS));
}

/**
 * The root that the tree had when leaf `index` was its last: the part of a proven inclusion path that lies left of the
 * leaf (RFC 6962 §2.1.1: those are whole subtrees, the same in every later tree).
 */
export function rootBehindLeaf(leafHash: Hash, index: number, size: number, inclusion: readonly Hash[]): Hash {
  const left: Hash[] = [];
  let [at, last] = [index, size - 1];
  for (const sibling of inclusion) {
    if (at % 2 === 1 || at === last) {
      left.push(sibling);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return rootOfPeaks([...left.reverse(), leafHash]);
}

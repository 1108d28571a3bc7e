// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Leaves that wait for their tiles: durable before the head moves, so that whoever finds the head can finish the
 * work. Named by the tree that they lead to; ours alone, not part of any specification. Twins in one order.
 *
 *     u64 from size | from root (32) | leaves as in an entry bundle
 */
import { ByteReader, concatBytes, encodeHex, equalBytes } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { TransparencyError } from "../errors.ts";
import type { TreeHead } from "../merkle/tree-head.ts";
import { decodeEntryBundle, encodeEntryBundle } from "../tiles/tile-codec.ts";

export type StagedBatch = Readonly<{ from: TreeHead; leaves: readonly Uint8Array[] }>;

const SIZE_BYTES = 8;

export function stagedPath(to: TreeHead): string {
  return `staging/${String(to.size)}-${encodeHex(to.root)}`;
}

export function encodeStaged({ from, leaves }: StagedBatch): Uint8Array {
  const size = new Uint8Array(SIZE_BYTES);
  new DataView(size.buffer).setBigUint64(0, BigInt(from.size));
  return concatBytes(size, from.root, encodeEntryBundle(leaves));
}

/** @throws transparency.store_contradicts when it cannot lead to `to` */
export function decodeStaged(bytes: Uint8Array, to: TreeHead): StagedBatch {
  if (bytes.length < SIZE_BYTES + HASH_BYTES) throw contradicts(to);
  const reader = new ByteReader(bytes);
  const from = { size: Number(reader.u64()), root: reader.take(HASH_BYTES) as Hash };
  if (from.size >= to.size) throw contradicts(to);
  try {
    return { from, leaves: decodeEntryBundle(reader.take(reader.remaining), to.size - from.size, stagedPath(to)) };
  } catch (cause) {
    throw contradicts(to, cause);
  }
}

/**
 * The same leaves may have been staged before, in larger portions, by a process that died before it moved the head:
 * what it left leads to the same tree, and is as good.
 */
export function endsWith(staged: StagedBatch, { from, leaves }: StagedBatch): boolean {
  const tail = staged.leaves.slice(from.size - staged.from.size);
  return (
    staged.from.size <= from.size &&
    tail.length === leaves.length &&
    tail.every((leaf, i) => equalBytes(leaf, leaves[i] ?? leaf.subarray(1)))
  );
}

function contradicts(to: TreeHead, cause?: unknown): TransparencyError {
  return new TransparencyError("transparency.store_contradicts", `${stagedPath(to)} does not lead to that tree`, {
    cause,
    advice: "Restore the log's store from a backup that is not older than its last published checkpoint.",
  });
}

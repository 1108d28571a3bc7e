// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Is a leaf the next of its household's lane in the public log (protocol §13.1)? The log shows to anyone when it
 * is not, so nothing else may get in: two leaves for one place would be proof of a fork, and ours.
 */
import { equalBytes } from "@nightlatch/bytes";
import { laneHeadCommitment, verifyLaneLeaf, type LaneLeaf, type LedgerState } from "@nightlatch/protocol/wire";
import { ApiError } from "../errors.ts";
import type { LaneLeafRow } from "../ports/lane-store.ts";
import type { Hash } from "../ports/stored-types.ts";

/** The leaf, and what opens its commitment. Both come from a client. */
export type SaltedLeaf = Readonly<{ leaf: Uint8Array; salt: Uint8Array }>;
/** A head of the household's ledger, as the server has it. */
export type NamedHead = Readonly<{ seq: number; head: Hash }>;

/**
 * @param last the lane's last leaf, if it has one
 * @throws ledger.conflict when another leaf has its slot | leaf.refused
 */
export function believedLeaf(
  { leaf: bytes, salt }: SaltedLeaf,
  { seq, head }: NamedHead,
  state: LedgerState,
  last: LaneLeafRow | undefined,
): LaneLeafRow {
  const verdict = verifyLaneLeaf(bytes, last?.leaf);
  if (verdict.kind === "refused") {
    // The slot is taken, or the leaf was made before the last one was known: to be made anew.
    const isBehind = verdict.code === "lane.gap" || verdict.code === "lane.fork";
    throw isBehind
      ? new ApiError("ledger.conflict", "another leaf is the lane's last")
      : new ApiError("leaf.refused", `the leaf is refused: ${verdict.code}`);
  }
  const { leaf } = verdict;
  if (leaf.kind !== "household") throw new ApiError("leaf.refused", "the leaf is of another kind");
  if (last !== undefined && seq < last.seq) throw new ApiError("ledger.conflict", "a later head is logged already");
  if (!equalBytes(leaf.commitment, laneHeadCommitment(salt, seq, head))) {
    throw new ApiError("leaf.refused", "the leaf does not commit to this head");
  }
  assertKeys(leaf, seq, state, last === undefined);
  return { slot: leaf.slot, leaf: bytes, salt, seq };
}

/** Whose turn it is next is the ledger's to say; who signs now, for a lane that begins. */
function assertKeys(leaf: LaneLeaf, seq: number, { laneKeys }: LedgerState, isFirst: boolean): void {
  const current = laneKeys.findLast(({ fromSeq }) => fromSeq <= seq)?.key;
  const first = laneKeys[0]?.key;
  // By a later key it would begin another lane, perhaps that of a household whose key the author knows.
  const isKnown = !isFirst || (first !== undefined && equalBytes(first, leaf.key));
  if (isKnown && current !== undefined && equalBytes(current, leaf.next)) return;
  throw new ApiError("leaf.refused", "the leaf names another key than the household's ledger");
}

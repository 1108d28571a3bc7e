// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whether a leaf that the log holds is this household's and says what this device knows: the right lane, the
 * right key, the head that this device computed itself. The leaf, its place and its opening are attacker-controlled.
 */
import { equalBytes } from "@nightlatch/bytes";
import { invariant } from "@nightlatch/errors";
import type { VerifyKey } from "@nightlatch/crypto/signature";
import {
  isLaneLeafSigned,
  LANE_SALT_BYTES,
  laneHeadCommitment,
  logLaneOf,
  parseLaneLeaf,
  verifyLaneLeaf,
  type LaneLeaf,
  type LaneRefusal,
  type LedgerState,
  type LogLane,
} from "../wire/index.ts";
import type { OwnLedger, ShownLeaf } from "./log-answer.ts";
import type { LoggedLeaf } from "./log-view.ts";

/** "newer": believe it. "known": nothing new. "withheld": it commits to an entry that this device has not got. */
export type LeafVerdict =
  Readonly<{ kind: "newer" | "known" | "withheld" }> | Readonly<{ kind: "refused"; code: LaneRefusal | "ledger.fork" }>;

/** The household's lane in the log, named by its first lane key. */
export function ownLane(state: LedgerState): LogLane {
  const first = state.laneKeys[0];
  invariant(first !== undefined, "create names the first lane key");
  return logLaneOf("household", first.key);
}

/** Who must sign the leaf after one that commits to entry `seq`. */
export function laneKeyAt({ laneKeys }: LedgerState, seq: number): VerifyKey | undefined {
  return laneKeys.findLast(({ fromSeq }) => fromSeq <= seq)?.key;
}

/** Judges a leaf whose inclusion was proved already. `kept` is the newest that this device believed before. */
export function judgeOwnLeaf(shown: ShownLeaf, kept: LoggedLeaf | undefined, ledger: OwnLedger): LeafVerdict {
  const leaf = parseLaneLeaf(shown.leaf);
  if (typeof leaf === "string") return refused(leaf);
  if (!equalBytes(leaf.lane, ownLane(ledger.state)) || leaf.kind !== "household") return refused("lane.wrong_lane");
  if (!isLaneLeafSigned(leaf)) return refused("lane.bad_signature");
  const misplaced = kept === undefined ? misplacedAlone(shown, leaf) : misplacedBeside(shown, leaf, kept);
  if (misplaced !== undefined) return refused(misplaced);
  if (shown.seq > ledger.state.seq) return { kind: "withheld" };
  const wrong = wrongHead(shown, leaf, ledger) ?? wrongKeys(shown, leaf, ledger.state);
  if (wrong !== undefined) return refused(wrong);
  return { kind: kept !== undefined && leaf.slot <= slotOf(kept) ? "known" : "newer" };
}

/** Of the first leaf seen, only slot 0 can be held against anything; monitors read the ones before it. */
function misplacedAlone({ leaf: bytes }: ShownLeaf, { slot }: LaneLeaf): LaneRefusal | undefined {
  if (slot > 0) return undefined;
  const verdict = verifyLaneLeaf(bytes);
  return verdict.kind === "refused" ? verdict.code : undefined;
}

/** A lane has one leaf a slot, in the order of the log. */
function misplacedBeside(shown: ShownLeaf, leaf: LaneLeaf, kept: LoggedLeaf): LaneRefusal | undefined {
  const keptSlot = slotOf(kept);
  if (leaf.slot === keptSlot) {
    return equalBytes(shown.leaf, kept.leaf) && shown.index === kept.index ? undefined : "lane.fork";
  }
  if (leaf.slot > keptSlot !== shown.index > kept.index) return "lane.fork";
  if (leaf.slot !== keptSlot + 1) return undefined;
  const verdict = verifyLaneLeaf(shown.leaf, kept.leaf);
  return verdict.kind === "refused" ? verdict.code : undefined;
}

function wrongHead({ salt, seq }: ShownLeaf, { commitment }: LaneLeaf, ledger: OwnLedger): "ledger.fork" | undefined {
  const head = ledger.headAt(seq);
  invariant(head !== undefined, "a device has every head up to its ledger's last entry");
  if (salt.length !== LANE_SALT_BYTES) return "ledger.fork";
  return equalBytes(laneHeadCommitment(salt, seq, head), commitment) ? undefined : "ledger.fork";
}

/** A removed device still holds older lane keys: it must not be able to announce one of its own. */
function wrongKeys({ seq }: ShownLeaf, { key, next }: LaneLeaf, state: LedgerState): LaneRefusal | undefined {
  const known = state.laneKeys.filter(({ fromSeq }) => fromSeq <= seq);
  const after = laneKeyAt(state, seq);
  const isOwn = known.some((one) => equalBytes(one.key, key)) && after !== undefined && equalBytes(after, next);
  return isOwn ? undefined : "lane.wrong_key";
}

function slotOf(kept: LoggedLeaf): number {
  const leaf = parseLaneLeaf(kept.leaf);
  invariant(typeof leaf !== "string", "a device keeps only leaves that it read");
  return leaf.slot;
}

function refused(code: LaneRefusal | "ledger.fork"): LeafVerdict {
  return { kind: "refused", code };
}

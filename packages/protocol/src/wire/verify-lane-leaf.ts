// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whether a lane is linear, judged from its leaves alone (protocol §13.1): one leaf a slot, each naming the one
 * before and signed by the key which that one announced. The same code in server, witness, client and auditor.
 */
import { equalBytes } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import { verifySignature, type VerifyKey } from "@nightlatch/crypto/signature";
import { ProtocolError } from "../errors.ts";
import {
  decodeLaneLeaf,
  LANE_LEAF_CONTEXT,
  laneLeafHash,
  laneLeafSignedBytes,
  logLaneOf,
  NO_LEAF_BEFORE,
  type LaneLeaf,
  type LaneLeafKind,
} from "./lane-leaf.ts";

export const LANE_REFUSALS = [
  "lane.malformed", // not the layout of protocol §13.1
  "lane.bad_version", // another protocol version
  "lane.wrong_lane", // another lane's leaf, or a lane that its first key does not name
  "lane.gap", // not slot 0, or not the slot that follows
  "lane.fork", // names another leaf before it than the one given
  "lane.wrong_key", // not the key that the leaf before announced
  "lane.bad_signature", // its key did not sign it
] as const;
export type LaneRefusal = (typeof LANE_REFUSALS)[number];

export type Linear = Readonly<{ kind: "linear"; leaf: LaneLeaf }>;
export type LaneRefused = Readonly<{ kind: "refused"; code: LaneRefusal }>;

/** Judges one leaf after the one before it (absent: it must be the lane's first). Both are attacker-controlled. */
export function verifyLaneLeaf(bytes: Uint8Array, previous?: Uint8Array): Linear | LaneRefused {
  const leaf = parseLaneLeaf(bytes);
  if (typeof leaf === "string") return refused(leaf);
  const before = previous === undefined ? undefined : parseLaneLeaf(previous);
  if (typeof before === "string") return refused(before);
  const misplaced =
    before === undefined || previous === undefined ? misplacedFirst(leaf) : misplacedNext(leaf, before, previous);
  if (misplaced !== undefined) return refused(misplaced);
  return isLaneLeafSigned(leaf) ? { kind: "linear", leaf } : refused("lane.bad_signature");
}

/** Judges a whole lane from slot 0; answers its last leaf, undefined for a lane without leaves. */
export function verifyLane(
  kind: LaneLeafKind,
  firstKey: VerifyKey,
  leaves: readonly Uint8Array[],
): Readonly<{ kind: "linear"; leaf: LaneLeaf | undefined }> | LaneRefused {
  const lane = logLaneOf(kind, firstKey);
  let last: LaneLeaf | undefined;
  for (const [i, bytes] of leaves.entries()) {
    const verdict = verifyLaneLeaf(bytes, leaves[i - 1]);
    if (verdict.kind === "refused") return verdict;
    last = verdict.leaf;
    if (!equalBytes(last.lane, lane)) return refused("lane.wrong_lane");
  }
  return { kind: "linear", leaf: last };
}

/** The key in the leaf signed the leaf. Whether that key may is the lane's to say. */
export function isLaneLeafSigned(leaf: LaneLeaf): boolean {
  return verifySignature(leaf.key, LANE_LEAF_CONTEXT, laneLeafSignedBytes(leaf), leaf.signature);
}

/** The leaf, or why its bytes are none. */
export function parseLaneLeaf(bytes: Uint8Array): LaneLeaf | "lane.malformed" | "lane.bad_version" {
  try {
    return decodeLaneLeaf(bytes);
  } catch (error) {
    if (hasCode(error, "protocol.bad_version")) return "lane.bad_version";
    if (error instanceof ProtocolError) return "lane.malformed";
    throw error;
  }
}

function misplacedFirst(leaf: LaneLeaf): LaneRefusal | undefined {
  if (!equalBytes(leaf.lane, logLaneOf(leaf.kind, leaf.key))) return "lane.wrong_lane";
  if (leaf.slot !== 0) return "lane.gap";
  return equalBytes(leaf.prev, NO_LEAF_BEFORE) ? undefined : "lane.fork";
}

function misplacedNext(leaf: LaneLeaf, before: LaneLeaf, previous: Uint8Array): LaneRefusal | undefined {
  if (leaf.kind !== before.kind || !equalBytes(leaf.lane, before.lane)) return "lane.wrong_lane";
  if (leaf.slot !== before.slot + 1) return "lane.gap";
  if (!equalBytes(leaf.prev, laneLeafHash(previous))) return "lane.fork";
  return equalBytes(leaf.key, before.next) ? undefined : "lane.wrong_key";
}

function refused(code: LaneRefusal): LaneRefused {
  return { kind: "refused", code };
}

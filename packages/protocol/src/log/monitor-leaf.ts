// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A lane leaf as a monitor of the whole log reads it (protocol §13.1): places, links and keys, no household. */
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import { SignatureBatch } from "@nightlatch/crypto/parallel-verify";
import type { LaneFaultKind, LaneLeaf as MonitoredLeaf } from "@nightlatch/transparency/monitor";
import {
  judgeKeysOfLeaves,
  LANE_LEAF_CONTEXT,
  laneLeafHash,
  laneLeafSignedBytes,
  logLaneOf,
  parseLaneLeaf,
  type LaneLeaf,
  type LaneRefusal,
} from "../wire/index.ts";

/** Undefined for bytes that are no lane leaf. Signatures are verified together, off this thread: a monitor reads many. */
export async function parseForMonitor(leaves: readonly Uint8Array[]): Promise<readonly (MonitoredLeaf | undefined)[]> {
  judgeKeysOfLeaves(leaves);
  const parsed = leaves.map(parseLaneLeaf);
  const signed = signedAmong(parsed.filter((leaf) => typeof leaf !== "string"));
  const hashes = leaves.map(laneLeafHash);
  const isSigned = await signed;
  return parsed.map((leaf, i) => {
    const hash = hashes[i];
    if (typeof leaf === "string" || hash === undefined) return undefined;
    const { slot, prev, key, next } = leaf;
    const lane = encodeBase64url(leaf.lane);
    return { lane, slot, prev, hash, key, next, isSigned: mayBegin(leaf) && isSigned.has(leaf) };
  });
}

/** How a monitor's finding is called in evidence. */
export function laneRefusalOf(fault: LaneFaultKind): LaneRefusal {
  switch (fault) {
    case "malformed":
      return "lane.malformed";
    case "bad_signature":
      return "lane.bad_signature";
    case "gap":
      return "lane.gap";
    case "wrong_key":
      return "lane.wrong_key";
    case "duplicate_slot":
    case "wrong_prev":
      return "lane.fork";
  }
}

/** A lane is named by the key of its first leaf: with another key anybody could begin anyone's lane. */
function mayBegin({ kind, lane, slot, key }: LaneLeaf): boolean {
  return slot > 0 || equalBytes(lane, logLaneOf(kind, key));
}

async function signedAmong(leaves: readonly LaneLeaf[]): Promise<ReadonlySet<LaneLeaf>> {
  const batch = new SignatureBatch();
  for (const leaf of leaves) batch.add(leaf.key, LANE_LEAF_CONTEXT, laneLeafSignedBytes(leaf), leaf.signature);
  const verdicts = await batch.verdicts();
  return new Set(leaves.filter((_, i) => verdicts[i]));
}

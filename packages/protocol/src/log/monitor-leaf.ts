// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A lane leaf as a monitor of the whole log reads it (protocol §13.1): places, links and keys, no household. */
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import { verifyInParallel } from "@nightlatch/crypto/parallel-verify";
import type { LaneFaultKind, LaneLeaf as MonitoredLeaf } from "@nightlatch/transparency/monitor";
import {
  LANE_LEAF_CONTEXT,
  laneLeafHash,
  laneLeafSignedBytes,
  logLaneOf,
  parseLaneLeaf,
  type LaneLeaf,
  type LaneRefusal,
} from "../wire/index.ts";

/** Undefined for bytes that are no lane leaf. The signature is verified at once, off this thread: a monitor reads many. */
export function parseForMonitor(bytes: Uint8Array): MonitoredLeaf | undefined {
  const leaf = parseLaneLeaf(bytes);
  if (typeof leaf === "string") return undefined;
  const isSigned = mayBegin(leaf)
    ? verifyInParallel(leaf.key, LANE_LEAF_CONTEXT, laneLeafSignedBytes(leaf), leaf.signature)
    : Promise.resolve(false);
  return {
    lane: encodeBase64url(leaf.lane),
    slot: leaf.slot,
    prev: leaf.prev,
    hash: laneLeafHash(bytes),
    key: leaf.key,
    next: leaf.next,
    isSigned: () => isSigned,
  };
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

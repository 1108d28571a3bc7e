// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Reads every leaf that was not read before, and tells all faults of lanes, those of earlier audits too. */
import { laneEvidence, laneRefusalOf, parseForMonitor } from "@nightlatch/protocol/log";
import { LANE_LEAF_KINDS } from "@nightlatch/protocol/wire";
import { buildLaneEvidence, createLaneMonitor, type LaneFault } from "@nightlatch/transparency/monitor";
import type { SignedCheckpoint, VerifiedTiles } from "@nightlatch/transparency/verify";
import type { SqliteLaneIndex } from "../state/sqlite-lane-index.ts";
import { NO_HOUSEHOLD } from "./check-growth.ts";
import type { Finding } from "./finding.ts";

/** Whoever floods the log with bad leaves is told once and counted; evidence of each would fill the disk. */
export const MAX_TOLD_FAULTS = 100;

/** Of a leaf that was parsed (protocol §13.1). */
const KIND_AT = 1;

export type LaneReading = Readonly<{ leavesRead: number; findings: readonly Finding[]; faultCount: number }>;

/** @throws transparency.tile_invalid | transparency.tile_missing | client.unreachable */
export async function checkLanes(
  lanes: SqliteLaneIndex,
  tiles: VerifiedTiles,
  checkpoint: SignedCheckpoint,
  policy: string,
  nowMs: number,
): Promise<LaneReading> {
  const from = await lanes.next();
  const monitor = createLaneMonitor({ parse: (leaves) => parseAndNote(leaves, lanes), index: lanes });
  for await (const fault of monitor.readTo(tiles)) lanes.keepFault(fault);
  const findings: Finding[] = [];
  for (const fault of lanes.faults(MAX_TOLD_FAULTS)) {
    findings.push(await findingOf(fault, tiles, checkpoint, policy, nowMs));
  }
  return { leavesRead: (await lanes.next()) - from, findings, faultCount: lanes.faultCount() };
}

/** An operator has one lane of staff: which ones there are is kept beside the lanes, whose ids do not tell. */
async function parseAndNote(leaves: readonly Uint8Array[], lanes: SqliteLaneIndex) {
  const parsed = await parseForMonitor(leaves);
  for (const [i, leaf] of parsed.entries()) {
    if (leaf?.isSigned === true && leaves[i]?.[KIND_AT] === LANE_LEAF_KINDS.staff) lanes.keepStaffLane(leaf.lane);
  }
  return parsed;
}

async function findingOf(
  fault: LaneFault,
  tiles: VerifiedTiles,
  { bytes }: SignedCheckpoint,
  policy: string,
  nowMs: number,
): Promise<Finding> {
  const code = laneRefusalOf(fault.kind);
  const told = { code, sentence: SENTENCES[fault.kind], subject: `leaf ${String(fault.index)}` };
  // That something is missing in between shows only who has read it all.
  if (fault.kind === "gap") return told;
  const proofs = await buildLaneEvidence(fault, tiles, bytes);
  return { ...told, evidence: laneEvidence({ code, atMs: nowMs, lane: NO_HOUSEHOLD, policy, proofs }) };
}

const SENTENCES: Readonly<Record<LaneFault["kind"], string>> = {
  malformed: "The log holds a leaf that is none.",
  bad_signature: "The log holds a leaf that its lane's key did not sign.",
  duplicate_slot: "The log holds two leaves for one place of a lane: somebody is shown another history.",
  gap: "A lane has leaves missing.",
  wrong_prev: "A leaf continues another leaf than the one before it in its lane.",
  wrong_key: "A leaf is signed by a key that the leaf before it did not announce.",
};

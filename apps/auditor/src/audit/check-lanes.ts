// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Reads every leaf that was not read before, and tells all faults of lanes, those of earlier audits too. */
import { laneEvidence, laneRefusalOf, parseForMonitor } from "@nightlatch/protocol/log";
import { buildLaneEvidence, createLaneMonitor, type LaneFault } from "@nightlatch/transparency/monitor";
import type { SignedCheckpoint, VerifiedTiles } from "@nightlatch/transparency/verify";
import type { SqliteLaneIndex } from "../state/sqlite-lane-index.ts";
import { NO_HOUSEHOLD } from "./check-growth.ts";
import type { Finding } from "./finding.ts";

/** Whoever floods the log with bad leaves is told once and counted; evidence of each would fill the disk. */
export const MAX_TOLD_FAULTS = 100;

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
  const monitor = createLaneMonitor({ parse: parseForMonitor, index: lanes });
  for await (const fault of monitor.readTo(tiles)) lanes.keepFault(fault);
  const findings: Finding[] = [];
  for (const fault of lanes.faults(MAX_TOLD_FAULTS)) {
    findings.push(await findingOf(fault, tiles, checkpoint, policy, nowMs));
  }
  return { leavesRead: (await lanes.next()) - from, findings, faultCount: lanes.faultCount() };
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

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Whether what a device knows of the log is good enough to let someone in now (protocol §13.4). Pure. */
import type { LedgerState } from "../wire/index.ts";
import type { LogView } from "./log-view.ts";

/** How far the witnessed time may be from the device's clock. */
export const FRESHNESS_MS = 5 * 60 * 1000;

export type LogProblem =
  | "transparency.no_log" // the household's policy names no log
  | "transparency.no_quorum" // too few cosigned the largest checkpoint seen
  | "transparency.stale" // witnessed too long ago
  | "transparency.wrong_time" // witnessed in the future of this clock, or before what was witnessed before
  | "ledger.withheld"; // the log holds a later entry of this household than this device was shown

/**
 * What keeps this device from believing the log right now; undefined when nothing does. Watching, recording and
 * removing go on regardless; adding waits. Without any cosignature there is no time to compare: before the first hub
 * the log's own word is all there is.
 */
export function freshnessProblem(
  { isWitnessed, witnessedMs, cosignedBy }: LogView,
  { policy }: LedgerState,
  nowMs: number,
): LogProblem | undefined {
  if (policy === "") return "transparency.no_log";
  if (!isWitnessed) return "transparency.no_quorum";
  if (cosignedBy.length === 0 || witnessedMs === undefined) return undefined;
  if (witnessedMs > nowMs + FRESHNESS_MS) return "transparency.wrong_time";
  return witnessedMs < nowMs - FRESHNESS_MS ? "transparency.stale" : undefined;
}

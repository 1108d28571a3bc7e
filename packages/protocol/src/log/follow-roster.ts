// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The operator's roster as one household device believes it (protocol §15.6): pinned at its first sight, and from
 * then on only longer. The entries come from the operator's server.
 */
import { applyRosterEntry, type RosterEntry, type RosterRefusal, type RosterState } from "../wire/index.ts";
import { AHEAD_MS } from "./entry-gate.ts";

/** What a device keeps for good. */
export type KeptRoster = Readonly<{
  state: RosterState;
  /** The log's time when it last found this roster to be the operator's. */
  seenMs: number;
}>;

export type RosterFollowed = Readonly<{
  kind: "followed";
  state: RosterState;
  entries: readonly RosterEntry[];
}>;
export type RosterStopped = Readonly<{
  kind: "stopped";
  /** `roster.fork` and its like: another operator than the one that this device knows, or another history of it. */
  code: RosterRefusal | "roster.backdated";
  /** Which of the entries. */
  at: number;
}>;

/**
 * Takes in the entries that follow what is kept (all, for a device that keeps none).
 * Two officers could date an entry back, so that a new key would not have to wait: what this device has not seen
 * when it looked last must not claim to be older than that.
 */
export function followRoster(
  kept: KeptRoster | undefined,
  signedEntries: readonly Uint8Array[],
): RosterFollowed | RosterStopped {
  const entries: RosterEntry[] = [];
  let state = kept?.state;
  for (const [at, signed] of signedEntries.entries()) {
    const verdict = applyRosterEntry(state, signed);
    if (verdict.kind === "refused") return { kind: "stopped", code: verdict.code, at };
    if (kept !== undefined && verdict.entry.seen.timeMs < kept.seenMs - AHEAD_MS) {
      return { kind: "stopped", code: "roster.backdated", at };
    }
    state = verdict.state;
    entries.push(verdict.entry);
  }
  if (state === undefined) return { kind: "stopped", code: "roster.wrong_sequence", at: 0 };
  return { kind: "followed", state, entries };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The one judge of roster entries (protocol §15.2): pure, and the same code in server, console, household and
 * auditor. Every byte that comes in is attacker-controlled.
 */
import { equalBytes } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import { ProtocolError } from "../../errors.ts";
import { NO_PREVIOUS } from "../ledger-entry.ts";
import { changeRoster, foundRoster } from "./apply-roster-body.ts";
import {
  decodeRosterEntry,
  decodeSignedRosterEntry,
  rosterHeadOf,
  type RosterEntry,
  type SignedRosterEntry,
} from "./roster-entry.ts";
import { wrongSigners } from "./roster-signers.ts";
import type { RosterRefusal } from "./roster-refusal.ts";
import type { RosterState } from "./roster-state.ts";

export type RosterApplied = Readonly<{ kind: "applied"; state: RosterState; entry: RosterEntry }>;
export type RosterRefused = Readonly<{ kind: "refused"; code: RosterRefusal }>;

/** Applies one signed entry to `state` (undefined: no roster yet). The state given stays as it was. */
export function applyRosterEntry(state: RosterState | undefined, signed: Uint8Array): RosterApplied | RosterRefused {
  const parsed = parse(signed);
  if (typeof parsed === "string") return refused(parsed);
  const { entry } = parsed;
  const wrong = misplaced(state, entry) ?? wrongSigners(state, entry, parsed.signed);
  if (wrong !== undefined) return refused(wrong);
  const next = outcomeOf(state, entry, signed);
  return typeof next === "string" ? refused(next) : { kind: "applied", state: next, entry };
}

export type RosterAllApplied = Readonly<{
  kind: "applied";
  /** Undefined only when there was none before and no entry came. */
  state: RosterState | undefined;
  entries: readonly RosterEntry[];
}>;
/** `state` and `entries` are of those before the refused one, which is `signedEntries[at]`. */
export type RosterRefusedAt = Omit<RosterAllApplied, "kind"> & RosterRefused & Readonly<{ at: number }>;

/** Applies signed entries one behind the other, up to the first that is refused. */
export function applyRosterEntries(
  before: RosterState | undefined,
  signedEntries: readonly Uint8Array[],
): RosterAllApplied | RosterRefusedAt {
  const entries: RosterEntry[] = [];
  let state = before;
  for (const [at, signed] of signedEntries.entries()) {
    const verdict = applyRosterEntry(state, signed);
    if (verdict.kind === "refused") return { ...verdict, at, state, entries };
    state = verdict.state;
    entries.push(verdict.entry);
  }
  return { kind: "applied", state, entries };
}

type Parsed = Readonly<{ entry: RosterEntry; signed: SignedRosterEntry }>;

function parse(bytes: Uint8Array): Parsed | RosterRefusal {
  try {
    const signed = decodeSignedRosterEntry(bytes);
    return { signed, entry: decodeRosterEntry(signed.bytes) };
  } catch (error) {
    if (hasCode(error, "protocol.bad_version")) return "roster.bad_version";
    if (error instanceof ProtocolError) return "roster.malformed";
    throw error;
  }
}

function misplaced(
  state: RosterState | undefined,
  { operator, seq, prev, body, seen }: RosterEntry,
): RosterRefusal | undefined {
  if (state !== undefined && !equalBytes(operator, state.operator)) return "roster.wrong_operator";
  const isNext = seq === (state === undefined ? 0 : state.seq + 1) && (body.type === "found") === (state === undefined);
  if (!isNext) return "roster.wrong_sequence";
  if (!equalBytes(prev, state?.head ?? NO_PREVIOUS)) return "roster.fork";
  return state !== undefined && seen.timeMs < state.timeMs ? "roster.wrong_time" : undefined;
}

function outcomeOf(
  state: RosterState | undefined,
  entry: RosterEntry,
  signed: Uint8Array,
): RosterState | RosterRefusal {
  const { body, seq, seen } = entry;
  const head = rosterHeadOf(signed);
  if (body.type === "found") return state === undefined ? foundRoster(entry, body, head) : "roster.wrong_sequence";
  if (state === undefined) return "roster.wrong_sequence";
  const next = changeRoster(state, body, entry);
  return typeof next === "string" ? next : { ...next, seq, head, timeMs: seen.timeMs };
}

function refused(code: RosterRefusal): RosterRefused {
  return { kind: "refused", code };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a client adds to the ledger's rules (protocol §4.4): it does not take in an entry from the future, nor a
 * paper key's act before its own day has passed since it saw the proposal. An entry's time is only its actor's word.
 */
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import {
  decodeLedgerEntry,
  decodeSigned,
  isSettled,
  MAX_LEDGER_ENTRY_BYTES,
  SETTLING_MS,
  type DeviceId,
  type LedgerEntry,
  type LedgerState,
} from "../wire/index.ts";

/** How far ahead of the witnessed time an entry may be: clocks differ. */
export const AHEAD_MS = 10 * 60 * 1000;

/** A server takes an entry ten minutes off its own clock, and a device's clock is set now and then. */
const CLOCKS_MS = 60 * 60 * 1000;

export type GateKeeping = Readonly<{
  /** This device: it need not doubt what it signed itself. */
  self?: DeviceId;
  /** The log's witnessed time, where the household has witnesses now. */
  witnessedMs?: number;
  /** The device's own clock. */
  nowMs: number;
  /** When this device first saw the entry with that head, by its own clock; undefined when it never did. */
  firstSeenMs: (head: Hash) => number | undefined;
  /** When the server last showed this device its whole history without that entry, by its own clock; if it ever did. */
  absentMs?: (head: Hash) => number | undefined;
  /** Up to this entry the answer of a pairing vouched for the history; -1 when there was none. */
  vouchedSeq: number;
}>;

export type GateVerdict =
  | Readonly<{ kind: "take" }>
  /** Not an error of the entry: keep it, say so, and ask again at `untilMs`. */
  | Readonly<{ kind: "wait"; code: "ledger.wrong_time" | "ledger.too_early"; untilMs: number }>
  /** The server lied about it, now or before: never to be taken in here, and nothing that follows it. */
  | Readonly<{ kind: "refuse"; code: "ledger.too_early" }>;

/**
 * Whether to take in now the entry that `applyEntry` would apply to `state` (undefined: `create`).
 * @throws protocol.malformed | bad_version | too_large for what is no entry
 */
export function gateEntry(state: LedgerState | undefined, signedEntry: Uint8Array, keeping: GateKeeping): GateVerdict {
  const entry = decodeLedgerEntry(decodeSigned(signedEntry, MAX_LEDGER_ENTRY_BYTES, "signed ledger entry").bytes);
  if (keeping.self !== undefined && equalBytes(entry.actor, keeping.self)) return { kind: "take" };
  const latestMs = (keeping.witnessedMs ?? keeping.nowMs) + AHEAD_MS;
  if (entry.seen.timeMs > latestMs && !isReduction(state, entry, latestMs)) {
    return { kind: "wait", code: "ledger.wrong_time", untilMs: entry.seen.timeMs - AHEAD_MS };
  }
  const proposal = paperProposal(state, entry, keeping.vouchedSeq);
  if (proposal === undefined) return { kind: "take" };
  if (isImpossible(proposal, keeping)) return { kind: "refuse", code: "ledger.too_early" };
  // Until this device itself has seen the proposal for a day.
  const dueMs = (keeping.firstSeenMs(proposal) ?? keeping.nowMs) + SETTLING_MS;
  return dueMs > keeping.nowMs ? { kind: "wait", code: "ledger.too_early", untilMs: dueMs } : { kind: "take" };
}

/**
 * Putting out must never wait, least of all while the hub is silent. But an owner who came in today must not put the
 * others out by claiming that it is tomorrow.
 */
function isReduction(state: LedgerState | undefined, { body, actor }: LedgerEntry, latestMs: number): boolean {
  if (body.type === "leave" || body.type === "cancel" || body.type === "revoke") return true;
  const device = state?.devices.get(encodeBase64url(actor));
  return body.type === "rotate" && device !== undefined && isSettled(device, latestMs);
}

/** What a paper key confirms here; undefined for any other entry, and for what a pairing vouched for. */
function paperProposal(
  state: LedgerState | undefined,
  { seq, body, actor }: LedgerEntry,
  vouchedSeq: number,
): Hash | undefined {
  if (body.type !== "confirm" || seq <= vouchedSeq) return undefined;
  return state?.devices.get(encodeBase64url(actor))?.role === "paper" ? body.proposal : undefined;
}

/**
 * No server that keeps the rules has the confirmation less than a day after it had the proposal. One that showed the
 * history without the proposal a moment ago held it back, or took both in at once: the day in which an owner could have
 * stopped it never was.
 */
function isImpossible(proposal: Hash, { absentMs, nowMs }: GateKeeping): boolean {
  const sinceMs = absentMs?.(proposal);
  return sinceMs !== undefined && nowMs >= sinceMs && nowMs - sinceMs < SETTLING_MS - CLOCKS_MS;
}

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

export type GateKeeping = Readonly<{
  /** This device: it need not doubt what it signed itself. */
  self?: DeviceId;
  /** The log's witnessed time, where the household has witnesses now. */
  witnessedMs?: number;
  /** The device's own clock. */
  nowMs: number;
  /** When this device first saw the entry with that head, by its own clock; undefined when it never did. */
  firstSeenMs: (head: Hash) => number | undefined;
  /** Up to this entry the answer of a pairing vouched for the history; -1 when there was none. */
  vouchedSeq: number;
}>;

export type GateVerdict =
  | Readonly<{ kind: "take" }>
  /** Not an error of the entry: keep it, say so, and ask again at `untilMs`. */
  | Readonly<{ kind: "wait"; code: "ledger.wrong_time" | "ledger.too_early"; untilMs: number }>;

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
  const dueMs = paperDueMs(state, entry, keeping);
  return dueMs > keeping.nowMs ? { kind: "wait", code: "ledger.too_early", untilMs: dueMs } : { kind: "take" };
}

/**
 * Putting out must never wait, least of all while the hub is silent. But an owner who came in today must not put the
 * others out by claiming that it is tomorrow.
 */
function isReduction(state: LedgerState | undefined, { body, actor }: LedgerEntry, latestMs: number): boolean {
  if (body.type === "leave" || body.type === "cancel") return true;
  const device = state?.devices.get(encodeBase64url(actor));
  return body.type === "rotate" && device !== undefined && isSettled(device, latestMs);
}

/** When this device itself will have seen a paper key's proposal for a day; 0 when nothing has to be waited for. */
function paperDueMs(
  state: LedgerState | undefined,
  { seq, body, actor }: LedgerEntry,
  { vouchedSeq, firstSeenMs, nowMs }: GateKeeping,
): number {
  if (body.type !== "confirm" || seq <= vouchedSeq) return 0;
  const device = state?.devices.get(encodeBase64url(actor));
  if (device?.role !== "paper") return 0;
  return (firstSeenMs(body.proposal) ?? nowMs) + SETTLING_MS;
}

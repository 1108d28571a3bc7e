// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Takes a page of the ledger from the server, which may lie in every byte of it. What it can do at most is
 * withhold the newest entries: an older, another or an invalid history stops this device (design: "Ledger and log").
 */
import { equalBytes } from "@nightlatch/bytes";
import { applyEntries, type LedgerEntry, type LedgerRefusal, type LedgerState } from "@nightlatch/protocol/wire";

/** Entries from the sequence number that was asked for, and where the server says the ledger ends. */
export type LedgerPage = Readonly<{ entries: readonly Uint8Array[]; seq: number; head: Uint8Array }>;

/** A judged entry and the household after it. */
export type AcceptedEntry = Readonly<{ signed: Uint8Array; entry: LedgerEntry; state: LedgerState }>;

/** A valid entry that is too early for this device (protocol §4.4, "What a client adds to apply"). */
export type Wait = Readonly<{ code: "ledger.wrong_time" | "ledger.too_early"; untilMs: number }>;
/** "refuse": a server that shows it lies. */
export type Gate = (before: LedgerState | undefined, signed: Uint8Array) => Wait | "take" | "refuse";

export type StopCode = "ledger.rollback" | "ledger.withheld" | LedgerRefusal;

export type Stopped = Readonly<{
  kind: "stopped";
  code: StopCode;
  detail: string;
  evidence: readonly Uint8Array[];
  /** The entry that no household can have, and the page's entries before it, if it was that. */
  offence?: Readonly<{ before: readonly Uint8Array[]; entry: Uint8Array }>;
  /** The paper key's wish whose confirmation is never to be taken in, by the head of its entry. */
  refusedProposal?: Uint8Array;
}>;
export type Followed =
  | Readonly<{
      kind: "followed";
      /** Undefined while not even the first entry may be taken in. */
      state: LedgerState | undefined;
      accepted: readonly AcceptedEntry[];
      /** Nothing more to ask for now. */
      isComplete: boolean;
      wait?: Wait;
    }>
  | Stopped;

/** @param createHash the household this device was let into: entry 0 must be exactly that one */
export async function followLedger(
  state: LedgerState | undefined,
  createHash: Uint8Array,
  page: LedgerPage,
  gate: Gate,
): Promise<Followed> {
  const known = state?.seq ?? -1;
  if (page.seq < known) {
    return stopped("ledger.rollback", `the server's history ends at ${page.seq}; this device has seen ${known}`, page);
  }
  const applied = await applyEntries(state, page.entries);
  const accepted = page.entries.flatMap((signed, i) => accept(signed, applied.entries[i], applied.states[i]));
  if (accepted.some((one) => !equalBytes(one.state.createHash, createHash))) {
    return stopped("ledger.fork", "another household", page);
  }
  if (applied.kind === "refused") {
    const entry = page.entries[applied.at];
    const detail = `entry ${known + 1 + applied.at} is not valid`;
    const offence = entry === undefined ? {} : { offence: { before: page.entries.slice(0, applied.at), entry } };
    return { ...stopped(applied.code, detail, page), ...offence };
  }
  const held = firstHeld(state, accepted, gate);
  if (held?.wait === "refuse") {
    const detail = `entry ${known + 1 + held.at} takes over for a paper key within a day of a history without its wish`;
    const body = accepted[held.at]?.entry.body;
    const proposal = body?.type === "confirm" ? { refusedProposal: body.proposal } : {};
    return { ...stopped("ledger.too_early", detail, page), ...proposal };
  }
  if (held !== undefined) {
    const taken = accepted.slice(0, held.at);
    const reached = taken.at(-1)?.state ?? state;
    return { kind: "followed", state: reached, accepted: taken, isComplete: true, wait: held.wait };
  }
  return atItsEnd(applied.state, accepted, page);
}

function atItsEnd(state: LedgerState | undefined, accepted: readonly AcceptedEntry[], page: LedgerPage): Followed {
  if (state === undefined) return stopped("ledger.rollback", "the server has no history of this household", page);
  const isComplete = state.seq === page.seq;
  if (isComplete && !equalBytes(state.head, page.head)) {
    return stopped("ledger.fork", `the server names another entry ${page.seq} than this device has seen`, page);
  }
  if (state.seq > page.seq || (!isComplete && page.entries.length === 0)) {
    return stopped("ledger.rollback", "the server's page contradicts itself", page);
  }
  return { kind: "followed", state, accepted, isComplete };
}

function accept(
  signed: Uint8Array,
  entry: LedgerEntry | undefined,
  state: LedgerState | undefined,
): readonly AcceptedEntry[] {
  return entry === undefined || state === undefined ? [] : [{ signed, entry, state }];
}

function firstHeld(
  state: LedgerState | undefined,
  accepted: readonly AcceptedEntry[],
  gate: Gate,
): Readonly<{ at: number; wait: Wait | "refuse" }> | undefined {
  for (const [at, { signed }] of accepted.entries()) {
    const wait = gate(accepted[at - 1]?.state ?? state, signed);
    if (wait !== "take") return { at, wait };
  }
  return undefined;
}

function stopped(code: StopCode, detail: string, page: LedgerPage): Stopped {
  return { kind: "stopped", code, detail, evidence: [page.head, ...page.entries] };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Takes a page of the ledger from the server, which may lie in every byte of it. What it can do at most is
 * withhold the newest entries: an older, another or an invalid history stops this device (design: "Ledger and log").
 */
import { equalBytes } from "@nightlatch/bytes";
import { applyEntry, type LedgerRefusal, type LedgerState } from "@nightlatch/protocol/wire";

/** Entries from the sequence number that was asked for, and where the server says the ledger ends. */
export type LedgerPage = Readonly<{ entries: readonly Uint8Array[]; seq: number; head: Uint8Array }>;

export type StopCode = "ledger.rollback" | LedgerRefusal;

export type Followed =
  | Readonly<{ kind: "followed"; state: LedgerState; entries: readonly Uint8Array[]; isComplete: boolean }>
  | Readonly<{ kind: "stopped"; code: StopCode; detail: string; evidence: readonly Uint8Array[] }>;

/** @param createHash the household this device was let into: entry 0 must be exactly that one */
export function followLedger(state: LedgerState | undefined, createHash: Uint8Array, page: LedgerPage): Followed {
  const known = state?.seq ?? -1;
  if (page.seq < known) {
    return stopped("ledger.rollback", `the server's history ends at ${page.seq}; this device has seen ${known}`, page);
  }
  let next = state;
  for (const entry of page.entries) {
    const verdict = applyEntry(next, entry);
    if (verdict.kind === "refused") return stopped(verdict.code, `entry ${(next?.seq ?? -1) + 1} is not valid`, page);
    if (!equalBytes(verdict.state.createHash, createHash)) return stopped("ledger.fork", "another household", page);
    next = verdict.state;
  }
  if (next === undefined) return stopped("ledger.rollback", "the server has no history of this household", page);
  const isComplete = next.seq === page.seq;
  if (isComplete && !equalBytes(next.head, page.head)) {
    return stopped("ledger.fork", `the server names another entry ${page.seq} than this device has seen`, page);
  }
  if (next.seq > page.seq || (!isComplete && page.entries.length === 0)) {
    return stopped("ledger.rollback", "the server's page contradicts itself", page);
  }
  return { kind: "followed", state: next, entries: page.entries, isComplete };
}

function stopped(code: StopCode, detail: string, page: LedgerPage): Followed {
  return { kind: "stopped", code, detail, evidence: [page.head, ...page.entries] };
}

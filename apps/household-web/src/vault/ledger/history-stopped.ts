// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The server's history cannot be true. From here on this browser trusts nothing it says (design, promise 3). */
import { NightlatchError } from "@nightlatch/errors";
import { encodeEvidence, ledgerEvidence, type Evidence, type StopCode as LogStopCode } from "@nightlatch/protocol/log";
import type { Stopped, StopCode } from "./follow-ledger.ts";
import type { LedgerHistory } from "./ledger-history.ts";

export type HistoryStopCode = StopCode | LogStopCode;
/** `evidence`: what the server sent. `file`: the same as a stranger can judge it, where it proves something alone. */
export type StopProof = Readonly<{ evidence: readonly Uint8Array[]; file?: Uint8Array }>;

const ADVICE =
  "The server's list of who belongs to your household does not match what this browser saw before. Do not add or " +
  "remove anyone. Compare with your other devices, and keep the saved evidence.";
const ROLLBACK_ADVICE =
  "The server showed an older list of who belongs to your household than this browser has seen. Do not add or remove " +
  "anyone. Ask whoever runs the server whether a backup was put back, and keep the saved evidence.";
const WITHHELD_ADVICE =
  "The public log holds a change in your household that the server does not show. Compare with your other devices, " +
  "and keep the saved evidence.";

const TAKEOVER_ADVICE =
  "Someone with the paper key took over your household at once, with the help of whoever runs the server. This browser " +
  "does not obey it. Keep the saved evidence, and set your household up anew on another server with a new paper key.";

export class HistoryStopped extends NightlatchError<HistoryStopCode> {
  readonly evidence: readonly Uint8Array[];
  readonly file: Uint8Array | undefined;

  constructor(code: HistoryStopCode, detail: string, { evidence, file }: StopProof) {
    super(code, detail, { advice: adviceFor(code) });
    this.name = "HistoryStopped";
    this.evidence = evidence;
    this.file = file;
  }

  static byLedger({ code, detail, evidence, offence }: Stopped, history: LedgerHistory, atMs: number): HistoryStopped {
    const { lane } = history;
    // A history that was merely shown too short proves nothing by itself: only this browser knows what it saw before.
    if (offence === undefined || lane === undefined) return new HistoryStopped(code, detail, { evidence });
    const entries = [...history.entries.map(({ signed }) => signed), ...offence.before];
    const file = encodeEvidence(ledgerEvidence({ code, atMs, lane, entries, offending: offence.entry }));
    return new HistoryStopped(code, detail, { evidence, file });
  }

  static byLog(code: HistoryStopCode, detail: string, { evidence }: Readonly<{ evidence?: Evidence }>): HistoryStopped {
    const file = evidence === undefined ? {} : { file: encodeEvidence(evidence) };
    return new HistoryStopped(code, detail, { evidence: [], ...file });
  }
}

function adviceFor(code: HistoryStopCode): string {
  if (code === "ledger.withheld") return WITHHELD_ADVICE;
  if (code === "ledger.too_early") return TAKEOVER_ADVICE;
  return code === "ledger.rollback" || code === "transparency.rollback" ? ROLLBACK_ADVICE : ADVICE;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What this hub believes of the public log, on disk before it acts on it: the largest tree, and up to where its
 * household is proved. The server's answers are not trusted.
 */
import { logAnswerOf, type DeviceSession } from "@nightlatch/api-client";
import { equalBytes } from "@nightlatch/bytes";
import {
  decodeLogView,
  encodeLogView,
  followLog,
  isProved,
  NO_LOG_VIEW,
  type Evidence,
  type LogAnswer,
  type LogView,
  type OwnLedger,
} from "@nightlatch/protocol/log";
import type { LedgerDevice } from "@nightlatch/protocol/wire";
import type { FactTable } from "../store/fact-table.ts";

export type LogBookDeps = Readonly<{
  session: Pick<DeviceSession, "call">;
  facts: FactTable;
  ledger: () => OwnLedger;
  nowMs: () => number;
  /** Up to where whoever let this hub in vouched for the history: hubs among it are asked for at once. */
  vouchedSeq: number;
}>;

/** "behind": the log holds an entry of this household that the server has not shown. */
export type LogNews =
  | Readonly<{ kind: "followed"; isNew: boolean }>
  | Readonly<{ kind: "behind"; evidence: Evidence }>
  | Readonly<{ kind: "stopped"; evidence: Evidence }>;

export class LogBook {
  readonly #deps: LogBookDeps;
  #view: LogView;

  constructor(deps: LogBookDeps) {
    this.#deps = deps;
    const kept = deps.facts.find("log_view");
    this.#view = kept === undefined ? { ...NO_LOG_VIEW, provedSeq: deps.vouchedSeq } : decodeLogView(kept);
  }

  get view(): LogView {
    return this.#view;
  }

  /** Whether the log shows that this device is in, with all that it may now. */
  isProved(device: LedgerDevice): boolean {
    return isProved(device, this.#view);
  }

  /** Asks the server for what is new. @throws ClientError | transparency.* for what the log did not sign */
  async sync(): Promise<LogNews> {
    const answer = await this.#deps.session.call("readLogProof", { query: { from: this.#view.size } });
    return this.follow(logAnswerOf(answer));
  }

  /** Takes in an answer, however it came. @throws transparency.* for what the log did not sign */
  follow(answer: LogAnswer): LogNews {
    const { facts, ledger, nowMs } = this.#deps;
    const followed = followLog(this.#view, answer, ledger(), nowMs());
    if (followed.kind === "stopped") return { kind: "stopped", evidence: followed.evidence };
    const isNew = !equalBytes(encodeLogView(followed.view), encodeLogView(this.#view));
    if (isNew) facts.set("log_view", encodeLogView(followed.view));
    this.#view = followed.view;
    if (followed.problem === "ledger.withheld" && followed.evidence !== undefined) {
      return { kind: "behind", evidence: followed.evidence };
    }
    return { kind: "followed", isNew };
  }
}

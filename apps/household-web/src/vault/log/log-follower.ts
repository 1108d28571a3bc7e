// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The public log as this browser believes it. Owns `log` in IndexedDB: the largest log ever accepted, shared by
 * all tabs under one Web Lock and never replaced by a smaller one.
 */
import { hasCode } from "@nightlatch/errors";
import {
  followLog,
  freshnessProblem,
  NO_LOG_VIEW,
  provedHubs,
  type Followed,
  type LogAnswer,
  type LogView,
} from "@nightlatch/protocol/log";
import { leafHash } from "@nightlatch/transparency/verify";
import { knownError } from "../known-error.ts";
import { HistoryStopped } from "../ledger/history-stopped.ts";
import type { LedgerFollower, LedgerServer } from "../ledger/ledger-follower.ts";
import type { HouseholdServer } from "../server/household-server.ts";
import type { StoredLog } from "../store/database.ts";
import type { OwnStores } from "../store/own-stores.ts";
import { rootBehindLeaf } from "./compare-code.ts";

const LOCK = "nightlatch-log";

export type LogServer = LedgerServer & Pick<HouseholdServer, "logProof">;

/** The log, held still for one piece of work. `follow`: false when the answer is not believed. */
export type LogPlace = Readonly<{ view: () => LogView; follow: (answer: LogAnswer) => Promise<boolean> }>;

type KnownLedger = Pick<LedgerFollower, "current" | "own" | "sync" | "wait">;

export class LogFollower {
  readonly #stores: OwnStores;
  readonly #ledger: KnownLedger;
  readonly #nowMs: () => number;
  /** Before the first answer. */
  readonly #first: LogView;
  #stored: StoredLog | undefined;
  /** Of the last answer; a clock alone makes nothing better. */
  #trouble: string | undefined;

  /** @param vouchedSeq up to where whoever let this browser in vouched for the history: its hubs are asked for at once */
  constructor(stores: OwnStores, ledger: KnownLedger, nowMs: () => number, vouchedSeq: number) {
    this.#stores = stores;
    this.#ledger = ledger;
    this.#nowMs = nowMs;
    this.#first = { ...NO_LOG_VIEW, provedSeq: vouchedSeq };
  }

  get view(): LogView | undefined {
    return this.#stored?.view;
  }

  /** The log's root just behind the household's newest leaf. */
  get leafRoot(): Uint8Array | undefined {
    return this.#stored?.leafRoot;
  }

  /** Why nobody can be let in now; undefined when somebody can. */
  get problem(): string | undefined {
    if (this.#trouble !== undefined) return this.#trouble;
    const { state } = this.#ledger.current;
    if (this.view === undefined) return state.policy === "" ? "transparency.no_log" : "transparency.no_quorum";
    return freshnessProblem(this.view, state, this.#nowMs());
  }

  /** The time that the household's witnesses vouch for, as long as it is fresh (protocol §4.1). */
  get witnessedMs(): number | undefined {
    return this.problem === undefined ? this.view?.witnessedMs : undefined;
  }

  async load(): Promise<void> {
    const transaction = await this.#stores.begin("log");
    this.#stored = await transaction.objectStore("log").get("this");
    await transaction.done;
  }

  /** Follows the log. True when something is new. @throws HistoryStopped | server codes */
  sync(server: LogServer): Promise<boolean> {
    return navigator.locks.request(LOCK, async () => {
      const [before, problemBefore] = [this.view, this.problem];
      // Another tab may have seen more.
      await this.load();
      const hubsBefore = this.#countHubs();
      await this.#follow(server);
      // A hub that has just been proved is a witness from now on: what it says of this log counts already.
      if (this.#countHubs() !== hubsBefore) await this.#follow(server);
      return isNews(before, this.view) || this.problem !== problemBefore;
    });
  }

  /**
   * For proofs that come with an answer of the log of their own: no other tab moves the log between question and answer.
   * @throws HistoryStopped
   */
  during<T>(server: LogServer, work: (log: LogPlace) => Promise<T>): Promise<T> {
    return navigator.locks.request(LOCK, async () => {
      await this.load();
      return work({ view: () => this.view ?? this.#first, follow: (answer) => this.#take(server, answer) });
    });
  }

  #countHubs(): number {
    return provedHubs(this.#ledger.current.state, this.view ?? this.#first).length;
  }

  async #follow(server: LogServer): Promise<void> {
    if (this.#ledger.current.state.policy === "") return;
    const answer = await this.#ask(server);
    if (answer !== undefined) await this.#take(server, answer);
  }

  /** False when it is not believed. */
  async #take(server: LogServer, answer: LogAnswer): Promise<boolean> {
    let followed = this.#judge(answer);
    if (followed?.problem === "ledger.withheld") {
      // The ledger may just be behind. Asked again and still not shown, the server holds an entry back.
      await this.#ledger.sync(server);
      followed = this.#judge(answer);
      if (followed?.problem === "ledger.withheld" && this.#ledger.wait === undefined) {
        throw HistoryStopped.byLog("ledger.withheld", "the log holds a later entry than the server shows", followed);
      }
    }
    if (followed === undefined) return false;
    this.#trouble = LASTING.includes(followed.problem ?? "") ? followed.problem : undefined;
    await this.#keep(followed.view, answer);
    return true;
  }

  async #ask(server: LogServer): Promise<LogAnswer | undefined> {
    try {
      return await server.logProof(this.view?.size ?? 0);
    } catch (error) {
      // The log is away. What was seen of it stays, and grows stale.
      if (!hasCode(error, "log.stopped")) throw error;
      this.#trouble = error.code;
      return undefined;
    }
  }

  #judge(answer: LogAnswer): Followed | undefined {
    try {
      const judged = followLog(this.view ?? this.#first, answer, this.#ledger.own, this.#nowMs());
      if (judged.kind === "followed") return judged;
      throw HistoryStopped.byLog(judged.code, judged.detail, judged);
    } catch (error) {
      // Anyone could have made such an answer: it proves nothing, and is not believed.
      const code = knownError(error)?.code ?? "";
      if (error instanceof HistoryStopped || !code.startsWith("transparency.")) throw error;
      this.#trouble = code;
      return undefined;
    }
  }

  async #keep(view: LogView, { leaf }: LogAnswer): Promise<void> {
    const isShown = leaf !== undefined && leaf.index === view.leaf?.index;
    const leafRoot = isShown
      ? rootBehindLeaf(leafHash(leaf.leaf), leaf.index, view.size, leaf.inclusion)
      : this.#stored?.leafRoot;
    const stored = { view, ...(leafRoot === undefined ? {} : { leafRoot }) };
    const transaction = await this.#stores.beginStrict("log");
    await transaction.objectStore("log").put(stored, "this");
    await transaction.done;
    // Not a moment earlier: what is acted on must outlive a power cut.
    this.#stored = stored;
  }
}

function isNews(before: LogView | undefined, after: LogView | undefined): boolean {
  if (before?.size !== after?.size || before?.provedSeq !== after?.provedSeq) return true;
  return before?.witnessedMs !== after?.witnessedMs;
}

/** Problems that only another answer ends. */
const LASTING: readonly string[] = ["ledger.withheld", "transparency.wrong_time"];

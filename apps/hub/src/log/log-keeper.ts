// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Keeps the hub in step with the public log: its own proof, then all new leaves, then what this hub has to write
 * itself. Recording goes on whatever comes of it.
 */
import { NightlatchError } from "@nightlatch/errors";
import { trustedTimeMs, type Evidence } from "@nightlatch/protocol/log";
import { TAKEOVER, type LedgerFollower } from "../ledger/ledger-follower.ts";
import { describeError, type HubLog } from "../observability/logger.ts";
import type { Clock } from "../ports/clock.ts";
import { WakeCall } from "../uplink/wake-call.ts";
import type { Alarms } from "./alarms.ts";
import type { LaneWriter } from "./lane-writer.ts";
import type { LogBook } from "./log-book.ts";
import type { OwnLane } from "./own-lane.ts";
import type { LogTree, TileFind, TileWatch } from "./tile-watch.ts";

export type LogKeeperDeps = Readonly<{
  clock: Clock;
  log: HubLog;
  follower: LedgerFollower;
  book: LogBook;
  watch: TileWatch;
  own: OwnLane;
  writer: LaneWriter;
  alarms: Alarms;
  /** More is proved than before: someone may be obeyed, or sealed to, from now on. */
  onProved: () => void;
}>;

/** Often enough that a foreign history is exposed within a minute. */
const LOOK_EVERY_MS = 15_000;
/** So long may the server take to show an entry that its own log holds. */
const WITHHOLDING_MS = 30_000;

export class LogKeeper {
  readonly #deps: LogKeeperDeps;
  readonly #bell: WakeCall;
  #behindSinceMs: number | undefined;
  #foreignSinceMs: number | undefined;
  #problem = "";

  constructor(deps: LogKeeperDeps) {
    this.#deps = deps;
    this.#bell = new WakeCall(deps.clock);
  }

  /** The log has news, or the ledger has. */
  wake(): void {
    this.#bell.ring();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#look();
      await this.#bell.wait(LOOK_EVERY_MS, signal);
    }
  }

  async #look(): Promise<void> {
    const { follower, book, watch, writer, alarms } = this.#deps;
    if (follower.hasRefused) await alarms.warn("ledger.too_early", TAKEOVER);
    await alarms.tell();
    if (follower.state.policy === "") return;
    try {
      await this.#followOwn();
      await watch.readTo(book.view, (find) => this.#found(find));
      await this.#wasForeign(await watch.unexplained(book.view));
      if (!alarms.isHalted) await writer.write();
      this.#problem = "";
    } catch (error) {
      if (!(error instanceof NightlatchError)) throw error;
      this.#report(error as NightlatchError);
    }
  }

  /** Reads a tree that the log asks this hub to sign. False: not now, or never again. */
  async mayVouch(tree: LogTree): Promise<boolean> {
    const { watch, own, alarms } = this.#deps;
    try {
      await watch.readTo(tree, (find) => this.#found(find));
      return (await own.isKnown(await watch.ownLast(tree))) && !alarms.isHalted;
    } catch (error) {
      if (!(error instanceof NightlatchError)) throw error;
      this.#report(error as NightlatchError);
      return false;
    }
  }

  #found({ evidence, isOwn }: TileFind): Promise<void> {
    const { alarms } = this.#deps;
    return isOwn ? alarms.raise(evidence) : alarms.note(evidence);
  }

  async #followOwn(): Promise<void> {
    const { follower, book, onProved } = this.#deps;
    const provedBefore = book.view.provedSeq;
    const news = await book.sync();
    if (news.kind === "stopped") await this.#deps.alarms.raise(news.evidence);
    if (news.kind !== "behind") this.#behindSinceMs = undefined;
    else await this.#wasWithheld(news.evidence);
    follower.setWitnessedTime(trustedTimeMs(follower.state, book.view));
    if (book.view.provedSeq === provedBefore) return;
    onProved();
    // A hub that has just been proved, perhaps this one, is a witness from now on.
    this.wake();
  }

  /** The ledger may just be on its way, or an entry may have to wait here. If it never comes, it is kept from this hub. */
  async #wasWithheld(evidence: Evidence): Promise<void> {
    const { clock, follower, alarms } = this.#deps;
    await follower.sync();
    if (follower.waiting !== undefined) return;
    const nowMs = clock.monotonicMs();
    this.#behindSinceMs ??= nowMs;
    if (nowMs - this.#behindSinceMs >= WITHHOLDING_MS) await alarms.raise(evidence);
  }

  /** The server may not have come to show the leaf yet. If it never does, someone else writes this household's lane. */
  async #wasForeign(evidence: Evidence | undefined): Promise<void> {
    const { clock, follower, alarms } = this.#deps;
    // Of an entry that has to wait here, the leaf has to wait, too.
    if (evidence === undefined || follower.waiting !== undefined) {
      this.#foreignSinceMs = undefined;
      return;
    }
    const nowMs = clock.monotonicMs();
    this.#foreignSinceMs ??= nowMs;
    if (nowMs - this.#foreignSinceMs >= WITHHOLDING_MS) await alarms.raise(evidence);
  }

  /** Once a problem, not four times a minute. */
  #report(error: NightlatchError): void {
    if (error.code === this.#problem) return;
    this.#problem = error.code;
    const { log } = this.#deps;
    if (error.code.startsWith("client.")) log.warn({ error: describeError(error) }, "the public log is out of reach");
    else log.error({ error: describeError(error) }, "the public log does not hold together");
  }
}

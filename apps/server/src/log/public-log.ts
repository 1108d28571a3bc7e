// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The public log as the rest of the server knows it: wake it when a leaf is stored, ask it for proofs, read its
 * pieces. Owns the feed and the rounds of witnesses, and the order in which they start and stop.
 */
import type { LaneId, LedgerState } from "@nightlatch/protocol/wire";
import type { Hash } from "@nightlatch/crypto/keys";
import { openSequencer, type LogStore } from "@nightlatch/transparency/log";
import { formatPolicy, type Policy } from "@nightlatch/transparency/policy";
import type { LogSigner } from "@nightlatch/transparency/signing";
import type { Logger } from "pino";
import type { Metrics } from "../observability/metrics.ts";
import type { Clock } from "../ports/clock.ts";
import type { LaneLeafRow, LaneStore } from "../ports/lane-store.ts";
import type { LeafQueue } from "../ports/leaf-queue.ts";
import type { LaneEvents } from "../services/lane-events.ts";
import type { HubDesk } from "./hub-desk.ts";
import { LaneNews } from "./lane-news.ts";
import { LogFeed } from "./log-feed.ts";
import { outsideWitness } from "./outside-witness.ts";
import { WitnessRounds } from "./witness-rounds.ts";

export type PublicLogParts = Readonly<{
  store: LogStore;
  signer: LogSigner;
  policy: Policy;
  queue: LeafQueue;
  lanes: LaneStore;
  desk: HubDesk;
  events: LaneEvents;
  clock: Clock;
  metrics: Metrics;
  logger: Logger;
}>;

/** A checkpoint, and one leaf in it if it holds that. */
export type Proved<Leaf> = Readonly<{
  checkpoint: Uint8Array;
  consistency: readonly Hash[];
  leaf?: Leaf & Readonly<{ inclusion: readonly Hash[] }>;
}>;
export type LogAnswer = Proved<LaneLeafRow & Readonly<{ index: number }>>;

export class PublicLog {
  /** Text of tlog-policy for a household that is about to be created. */
  readonly policyText: string;
  readonly #parts: PublicLogParts;
  readonly #feed: LogFeed;
  readonly #rounds: WitnessRounds;

  /** @throws config.log_contradicts; what a log that contradicts itself makes the sequencer throw */
  static async open(parts: PublicLogParts): Promise<PublicLog> {
    const { store, signer, queue, events, logger, metrics } = parts;
    const news = new LaneNews(events);
    let onGrown: () => void = () => undefined;
    const feed = await LogFeed.open({
      queue,
      store,
      open: () => openSequencer({ store, origin: signer.key.name, signers: [signer] }),
      logger,
      onLogged: (households, size) => {
        metrics.logSize(size);
        news.logged(households, size);
        onGrown();
      },
    });
    const rounds = startRounds(parts, feed, news);
    metrics.logSize(rounds.current.head.size);
    onGrown = () => rounds.poke();
    return new PublicLog(parts, feed, rounds);
  }

  private constructor(parts: PublicLogParts, feed: LogFeed, rounds: WitnessRounds) {
    this.#parts = parts;
    this.#feed = feed;
    this.#rounds = rounds;
    this.policyText = formatPolicy(parts.policy);
  }

  /** A leaf was stored: it waits in the queue. */
  wake(): void {
    this.#feed.wake();
  }

  /** Signed by the log and by those of its witnesses that have cosigned so far. No household's hub is in it. */
  get checkpoint(): Uint8Array {
    return this.#rounds.current.note;
  }

  /** `path`: "tile/…" of tlog-tiles. */
  readTile(path: string): Promise<Uint8Array | undefined> {
    return this.#parts.store.read(path);
  }

  lastLeaf(lane: LaneId): ReturnType<LaneStore["lastLeaf"]> {
    return this.#parts.lanes.lastLeaf(lane);
  }

  /**
   * For a client that knows the log at size `from`. The household's own hubs' checkpoint, if it has one that is not
   * smaller: a smaller one would look like a rollback.
   */
  proofFor(state: LedgerState, from: number): Promise<LogAnswer> {
    return this.proofOf(state, from, (size) => this.#parts.lanes.newestLogged(state.lane, size));
  }

  /** The same checkpoint with another leaf: `find` answers one that a log of `size` leaves holds. */
  async proofOf<Leaf extends Readonly<{ index: number }>>(
    state: LedgerState,
    from: number,
    find: (size: number) => Promise<Leaf | undefined>,
  ): Promise<Proved<Leaf>> {
    const own = this.#rounds.lanes.find(state);
    const { current } = this.#rounds;
    const { round, note } =
      own !== undefined && own.round.head.size >= from ? own : { round: current, note: current.note };
    const leaf = await find(round.head.size);
    const consistency = await round.consistencyFrom(from);
    if (leaf === undefined) return { checkpoint: note, consistency };
    return { checkpoint: note, consistency, leaf: { ...leaf, inclusion: await round.inclusionOf(leaf.index) } };
  }

  async close(): Promise<void> {
    this.#rounds.close();
    await this.#feed.close();
  }
}

function startRounds(parts: PublicLogParts, feed: LogFeed, news: LaneNews): WitnessRounds {
  const { store, signer, policy, desk, clock, logger, metrics } = parts;
  return new WitnessRounds({
    checkpoint: () => feed.checkpoint,
    logKeys: [signer.key],
    tiles: store,
    witnesses: policy.witnesses.flatMap((witness) => outsideWitness(witness) ?? []),
    desk,
    clock,
    logger,
    onCosigned: (by, atMs) => metrics.cosigned(by, atMs),
    onShown: ({ head }) => news.shown(head.size, clock.nowMs()),
    onWitnessed: (lane, { head }) => news.witnessed(lane, head.size, clock.nowMs()),
  });
}

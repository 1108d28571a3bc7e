// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Brings waiting leaves into the public log, each exactly once. One writer, in steps that may be killed:
 *
 * 1. The leaf is stored in the database, with its ledger entry (services/ledgers.ts).
 * 2. A batch goes to the sequencer: durable, then covered by a published checkpoint.
 * 3. The database learns where each leaf stands.
 *
 * Between 2 and 3 the log knows more than the database. At the next start, or after a failure, the log's tail is read
 * and its leaves are settled before anything is fed again.
 */
import { encodeBase64url } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import type { LaneId } from "@nightlatch/protocol/wire";
import type { LogStore, Sequencer } from "@nightlatch/transparency/log";
import { openTiles } from "@nightlatch/transparency/verify";
import type { Logger } from "pino";
import type { LeafQueue, Settled, WaitingLeaf } from "../ports/leaf-queue.ts";

export type LogFeedParts = Readonly<{
  queue: LeafQueue;
  store: LogStore;
  /** Opens the log anew, recovering it. */
  open: () => Promise<Sequencer>;
  logger: Logger;
  /** The published log has `size` leaves now; those of these households are new in it. */
  onLogged: (households: readonly LaneId[], size: number) => void;
}>;

/** The tail that has to be searched after a crash is at most this long. */
const MAX_BATCH = 2048;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

export class LogFeed {
  readonly #parts: LogFeedParts;
  #sequencer: Sequencer;
  #isStopped = false;
  #isClosed = false;
  #wake = Promise.withResolvers<undefined>();
  readonly #running: Promise<void>;

  /** @throws config.log_contradicts when database and log are not of one moment; what opening the log throws */
  static async open(parts: LogFeedParts): Promise<LogFeed> {
    const sequencer = await openSettled(parts);
    return new LogFeed(parts, sequencer);
  }

  private constructor(parts: LogFeedParts, sequencer: Sequencer) {
    this.#parts = parts;
    this.#sequencer = sequencer;
    this.#running = this.#run();
  }

  /** The newest checkpoint that is published, signed by the log alone. Stays while the log cannot be written. */
  get checkpoint(): Uint8Array {
    return this.#sequencer.checkpoint();
  }

  /** A leaf was stored. */
  wake(): void {
    this.#wake.resolve(undefined);
  }

  /** Ends after the batch that is being written. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.wake();
    await this.#running;
    await this.#sequencer.close();
  }

  async #run(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.#isClosed) {
      try {
        if (this.#isStopped) await this.#reopen();
        if (await this.#feed()) pauseMs = FIRST_PAUSE_MS;
        else await this.#rest();
      } catch (error) {
        // Leaves stay in the queue; which of them the log took is found out when it opens again.
        this.#isStopped = true;
        this.#parts.logger.error(
          { event: "log-stopped", err: error },
          "the public log has stopped; it is opened again",
        );
        await this.#rest(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  /** False when nothing waits. */
  async #feed(): Promise<boolean> {
    const batch = await this.#parts.queue.waiting(MAX_BATCH);
    if (batch.length === 0) return false;
    const placed = await Promise.allSettled(batch.map(({ leaf }) => this.#sequencer.append(leaf)));
    const settled = batch.map(({ ticket }, i): Settled => {
      const outcome = placed[i];
      if (outcome?.status === "fulfilled") return { ticket, index: outcome.value };
      throw outcome?.reason ?? new Error("a leaf without an outcome");
    });
    await this.#parts.queue.settle(settled);
    this.#tell(batch.flatMap(({ household }) => household ?? []));
    return true;
  }

  async #reopen(): Promise<void> {
    await this.#sequencer.close();
    this.#sequencer = await openSettled(this.#parts);
    this.#isStopped = false;
    this.#tell([]);
  }

  #tell(households: readonly LaneId[]): void {
    this.#parts.onLogged(households, this.#sequencer.head().size);
  }

  /** Until somebody wakes it, or the time is over. */
  async #rest(durationMs?: number): Promise<void> {
    if (this.#isClosed) return;
    const timer = durationMs === undefined ? undefined : setTimeout(() => this.wake(), durationMs);
    await this.#wake.promise;
    clearTimeout(timer);
    this.#wake = Promise.withResolvers();
  }
}

/** Opens the log, and settles what a crash left between log and database. */
async function openSettled({ queue, store, open }: LogFeedParts): Promise<Sequencer> {
  const sequencer = await open();
  try {
    await settleTail(queue, store, sequencer);
    return sequencer;
  } catch (error) {
    await sequencer.close();
    throw error;
  }
}

async function settleTail(queue: LeafQueue, store: LogStore, sequencer: Sequencer): Promise<void> {
  const head = sequencer.head();
  const from = await queue.settledSize();
  if (from > head.size) throw contradiction("the log is older than the database");
  const waiting = new Map(
    (await queue.waiting(MAX_BATCH)).map((one): [string, WaitingLeaf] => [textOf(one.leaf), one]),
  );
  const tiles = await openTiles(head, store);
  const settled: Settled[] = [];
  for await (const { start, leaves } of tiles.leaves(from, head.size)) {
    for (const [i, leaf] of leaves.entries()) {
      const known = waiting.get(textOf(leaf));
      // Whoever appends to such a log makes the slots of its tail a second time: a fork, with proof.
      if (known === undefined) throw contradiction("the database is older than the log");
      settled.push({ ticket: known.ticket, index: start + i });
    }
  }
  await queue.settle(settled);
}

function textOf(leaf: Uint8Array): string {
  return encodeBase64url(leaf);
}

function contradiction(message: string): NightlatchError<"config.log_contradicts"> {
  return new NightlatchError("config.log_contradicts", message, {
    advice:
      "Database, log folder and log key belong together: bring back all three from one backup that is newer than " +
      "the last checkpoint anybody saw. See docs/operations/log.md.",
  });
}

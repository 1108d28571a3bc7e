// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The hub's loops and single errands. They end when the hub stops; one that ends by an error is a bug and ends the
 * hub, unless it is the disk that said no: a loop then goes on after a pause, an errand is left undone.
 */
import { describeError, type HubLog } from "./observability/logger.ts";
import type { Clock } from "./ports/clock.ts";
import { isDiskRefusal } from "./spool/disk-refusal.ts";

export type BackgroundTasksDeps = Readonly<{ clock: Clock; log: HubLog }>;

/** A full disk gets room by what the spool gives up, or by who owns it: neither is done in less. */
const PAUSE_MS = 2_000;

/** Owns the loops and the signal that stops them. */
export class BackgroundTasks {
  readonly #deps: BackgroundTasksDeps;
  readonly #abort = new AbortController();
  readonly #tasks = new Set<Promise<void>>();
  #isRefused = false;
  #fail: (error: unknown) => void = () => undefined;
  /** Rejects with the first error of a task; never resolves. */
  readonly failure = new Promise<never>((_resolve, reject) => (this.#fail = reject));

  constructor(deps: BackgroundTasksDeps) {
    this.#deps = deps;
    // Whoever waits for the hub listens; until then a failure must not be an unhandled one.
    this.failure.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** An errand. One that the disk stopped is not tried again: whoever sent it asks anew. */
  start(run: (signal: AbortSignal) => Promise<void>): void {
    const task = run(this.#abort.signal)
      .catch((error: unknown) => {
        if (isDiskRefusal(error)) this.#noteRefusal(error);
        else this.#fail(error);
      })
      .finally(() => this.#tasks.delete(task));
    this.#tasks.add(task);
  }

  /** A loop, which can be run again from where it stopped. */
  keep(run: (signal: AbortSignal) => Promise<void>): void {
    this.start(async (signal) => {
      while (!signal.aborted) {
        try {
          await run(signal);
        } catch (error) {
          if (!isDiskRefusal(error)) throw error;
          this.#noteRefusal(error);
          await this.#deps.clock.sleep(PAUSE_MS, signal);
        }
      }
    });
  }

  /** Stops all and waits for them. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#tasks);
  }

  /** Told once: a full disk would otherwise be filled by the words about it. */
  #noteRefusal(error: unknown): void {
    if (this.#isRefused) return;
    this.#isRefused = true;
    this.#deps.log.error({ error: describeError(error) }, "the disk refuses what has to be kept; make room on it");
  }
}

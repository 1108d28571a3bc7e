// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The hub's loops. They end when the hub stops; one that ends by an error is a bug and ends the hub. */

/** Owns the loops and the signal that stops them. */
export class BackgroundTasks {
  readonly #abort = new AbortController();
  readonly #tasks = new Set<Promise<void>>();
  #fail: (error: unknown) => void = () => undefined;
  /** Rejects with the first error of a task; never resolves. */
  readonly failure = new Promise<never>((_resolve, reject) => (this.#fail = reject));

  constructor() {
    // Whoever waits for the hub listens; until then a failure must not be an unhandled one.
    this.failure.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  start(run: (signal: AbortSignal) => Promise<void>): void {
    const task = run(this.#abort.signal)
      .catch((error: unknown) => {
        this.#fail(error);
      })
      .finally(() => this.#tasks.delete(task));
    this.#tasks.add(task);
  }

  /** Stops all and waits for them. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#tasks);
  }
}

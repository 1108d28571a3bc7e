// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A clock for one loop: time stands still until the test says so, and the test waits until the loop waits. */
import type { Clock } from "../ports/clock.ts";

export class PacedClock implements Clock {
  #timeMs: number;
  #sleeper: (() => void) | undefined;
  #onSleep: (() => void) | undefined;

  constructor(timeMs: number) {
    this.#timeMs = timeMs;
  }

  nowMs(): number {
    return this.#timeMs;
  }

  monotonicMs(): number {
    return this.#timeMs;
  }

  sleep(_ms: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const wake = () => {
      this.#sleeper = undefined;
      resolve(undefined);
    };
    this.#sleeper = wake;
    if (signal.aborted) wake();
    else signal.addEventListener("abort", wake, { once: true });
    this.#onSleep?.();
    return promise;
  }

  /** Resolves when the loop has nothing left to do. */
  async untilAsleep(): Promise<void> {
    if (this.#sleeper !== undefined) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#onSleep = () => {
      resolve(undefined);
    };
    await promise;
  }

  /** Lets the loop sleep through, work, and sleep again. */
  async pass(durationMs: number): Promise<void> {
    await this.untilAsleep();
    this.#timeMs += durationMs;
    this.#sleeper?.();
    await this.untilAsleep();
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A bell for one loop: it rings at once, or counts as rung when the loop comes to listen. */
import type { Clock } from "../ports/clock.ts";

/** Owns whether it was rung since the last wait. One listener. */
export class WakeCall {
  readonly #clock: Clock;
  #isRung = false;
  #wake: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ring(): void {
    this.#isRung = true;
    this.#wake?.();
  }

  /** Until the next ring, for at most `maxMs`, or until the signal aborts. */
  async wait(maxMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#isRung && !signal.aborted) {
      const rung = new AbortController();
      this.#wake = () => {
        rung.abort();
      };
      await this.#clock.sleep(maxMs, AbortSignal.any([signal, rung.signal]));
      this.#wake = undefined;
    }
    this.#isRung = false;
  }
}

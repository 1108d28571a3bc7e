// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file When cameras that nobody watches are read: all together, about ten times a second, instead of each at every
 * packet. Most of what a picture costs the hub is waking up for it and running cold code; a picture that came a moment
 * ago costs less than half of it when it is taken along with others (bench/hub.ts).
 */
import type { Clock } from "../ports/clock.ts";

/**
 * In step with no usual frame rate: every few seconds each camera has a picture that is read right after it came, and
 * by that one the clock of a camera without sender reports is set. Far within the second of a group commit (spool.ts).
 */
export const READ_BEAT_MS = 97;

/** Owns who waits for the next beat. One for all cameras. */
export class ReadBeat {
  readonly #clock: Clock;
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `action` once, at the next beat. */
  next(action: () => void): void {
    this.#waiting.push(action);
  }

  /** Beats until the signal aborts, and then once more: nobody is left waiting. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#clock.sleep(READ_BEAT_MS, signal);
      const due = this.#waiting;
      this.#waiting = [];
      for (const action of due) action();
    }
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file When cameras that nobody watches are read: all together, about five times a second, instead of each at every
 * packet. Half of what a picture costs the hub's main thread is waking up for it alone and running cold code
 * (bench/hub.ts).
 */
import type { Clock } from "../ports/clock.ts";

/**
 * In step with no usual frame rate: every few seconds each camera has a picture that is read right after it came, and
 * by that one the clock of a camera without sender reports is set. Far within the second of a group commit (spool.ts).
 */
export const READ_BEAT_MS = 193;

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

  /** Somebody waits for pictures: this beat comes at once, and the next one when it would have come anyway. */
  now(): void {
    const due = this.#waiting;
    this.#waiting = [];
    for (const action of due) action();
  }

  /** Beats until the signal aborts, and then once more: nobody is left waiting. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#clock.sleep(READ_BEAT_MS, signal);
      this.now();
    }
  }
}

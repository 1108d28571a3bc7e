// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How long to wait before a camera is tried again: doubling with jitter, so that a whole house does not knock at once. */

const FIRST_MS = 1_000;
const LAST_MS = 60_000;
/** A camera that ran this long had recovered: its next failure counts as the first. */
const STABLE_MS = 30_000;

/** Owns the count of failures in a row of one camera. */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  /** `random` answers 0 to 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** The wait after a failure of a camera that had run for `ranMs`: between half and all of the step. */
  nextDelayMs(ranMs: number): number {
    if (ranMs >= STABLE_MS) this.#failures = 0;
    const stepMs = Math.min(FIRST_MS * 2 ** this.#failures, LAST_MS);
    this.#failures += 1;
    return Math.max(FIRST_MS, stepMs * (0.5 + this.#random() / 2));
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file How often one household, device or case may do something in an hour. Whatever it is costs all of us: leaves in
 * the public log for everyone who reads it, a case for whoever answers it.
 */
import { ApiError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";

const HOUR_MS = 60 * 60 * 1000;

export class HourlyBudget {
  readonly #clock: Clock;
  readonly #most: number;
  /** Starts anew each hour: what it forgets then is what nobody is held to any more. */
  #spent = new Map<string, number>();
  #sinceMs: number;

  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
    this.#sinceMs = clock.nowMs();
  }

  /** @throws rate.limited */
  spend(key: string): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#sinceMs >= HOUR_MS) {
      this.#spent = new Map();
      this.#sinceMs = nowMs;
    }
    const spent = (this.#spent.get(key) ?? 0) + 1;
    if (spent > this.#most) throw new ApiError("rate.limited", "too many in an hour");
    this.#spent.set(key, spent);
  }
}

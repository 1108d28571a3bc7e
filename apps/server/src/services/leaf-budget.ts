// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file How many leaves a household may log besides those of its entries. A cover leaf is due every six hours; without
 * a bound, one household could make the log as long as it likes, for everyone who reads it.
 */
import { formatId, type LaneId } from "@nightlatch/protocol/wire";
import { ApiError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";

const MAX_AN_HOUR = 1000;
const HOUR_MS = 60 * 60 * 1000;

export class LeafBudget {
  readonly #clock: Clock;
  /** Starts anew each hour: what it forgets then is what nobody is held to any more. */
  #spent = new Map<string, number>();
  #sinceMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#sinceMs = clock.nowMs();
  }

  /** @throws rate.limited */
  spend(lane: LaneId): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#sinceMs >= HOUR_MS) {
      this.#spent = new Map();
      this.#sinceMs = nowMs;
    }
    const key = formatId(lane);
    const spent = (this.#spent.get(key) ?? 0) + 1;
    if (spent > MAX_AN_HOUR) throw new ApiError("rate.limited", "too many leaves in an hour");
    this.#spent.set(key, spent);
  }
}

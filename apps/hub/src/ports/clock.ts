// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Time as an argument: whoever waits or stamps takes a Clock, so that tests decide what time it is. */
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";

export type Clock = Readonly<{
  /** Wall clock, Unix milliseconds. May jump. */
  nowMs(): number;
  /** Never jumps, starts anywhere: for durations and timeouts. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. Never rejects: the caller looks at the signal. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}>;

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  },
};

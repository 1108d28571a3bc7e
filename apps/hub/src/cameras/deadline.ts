// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A promise with an end: the answer, or `onTimeout`'s error after `ms`. The timer does not outlive the answer. */
import type { Clock } from "../ports/clock.ts";

const TIMED_OUT = Symbol("timed out");

/** @throws what `work` throws, or what `onTimeout` makes */
export async function withDeadline<T>(clock: Clock, ms: number, work: Promise<T>, onTimeout: () => Error): Promise<T> {
  const settled = new AbortController();
  try {
    const timer = clock.sleep(ms, settled.signal).then((): typeof TIMED_OUT => TIMED_OUT);
    const first = await Promise.race([work, timer]);
    if (first === TIMED_OUT) throw onTimeout();
    return first;
  } finally {
    settled.abort();
  }
}

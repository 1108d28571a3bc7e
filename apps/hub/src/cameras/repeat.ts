// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A task that comes back, until its signal aborts. */
import type { Clock } from "../ports/clock.ts";

/** Calls `action` every `intervalMs`. @throws what `action` throws, which ends it */
export async function repeat(
  clock: Clock,
  intervalMs: number,
  signal: AbortSignal,
  action: () => void | Promise<void>,
): Promise<void> {
  for (;;) {
    await clock.sleep(intervalMs, signal);
    if (signal.aborted) return;
    await action();
  }
}

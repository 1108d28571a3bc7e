// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file When a call that may be sent twice is sent again: the way was down for a moment, or the server restarts. */
import { ClientError } from "./errors.ts";

/** Pauses before each further attempt; empty: none. Each is stretched by up to half, so that clients spread. */
export type RetryPauses = readonly number[];

/** Runs `attempt` until it answers, refuses, or the pauses are used up. The last failure is the one that is told. */
export async function withRetries<T>(
  pausesMs: RetryPauses,
  signal: AbortSignal | undefined,
  attempt: () => Promise<T>,
): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await attempt();
    } catch (error) {
      // A timeout is not repeated here: the caller has waited long enough to decide.
      const isBrief =
        error instanceof ClientError && (error.code === "client.unreachable" || error.code === "server.stopping");
      if (!isBrief) throw error;
    }
    await sleep(pauseMs * (1 + Math.random() / 2), signal);
  }
  return attempt();
}

function sleep(durationMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(new ClientError("client.aborted", "the call was given up"));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, durationMs);
    if (signal?.aborted === true) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}

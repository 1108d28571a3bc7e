// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Keeps one camera open: hands its events on, reports its state, and tries again after each failure. */
import { Backoff } from "./backoff.ts";
import type { CameraDeps, CameraSource, SourceEvent } from "./camera-source.ts";
import { CameraError, type CameraErrorCode } from "./errors.ts";
import { openCamera } from "./open-camera.ts";

export type CameraState = Readonly<
  | { state: "connecting"; sinceMs: number }
  | { state: "running"; sinceMs: number }
  | { state: "failed"; sinceMs: number; code: CameraErrorCode; advice: string; nextAttemptMs: number }
>;
export type SupervisorDeps = CameraDeps &
  Readonly<{
    /** 0 to 1, for the jitter. */
    random: () => number;
    onState(state: CameraState): void;
    /** For the log: holds the cause; the state does not. */
    onFailure?: (error: CameraError) => void;
  }>;

/**
 * Yields the events of every opening in a row: each starts with tracks. Ends when the signal aborts, or at the end of a
 * file that is not looped. An error that is no CameraError is a bug of ours and ends it, too: by being thrown.
 */
export async function* superviseCamera(
  source: CameraSource,
  deps: SupervisorDeps,
): AsyncGenerator<SourceEvent, void, undefined> {
  const { clock, signal, onState } = deps;
  const backoff = new Backoff(deps.random);
  while (!signal.aborted) {
    let runningSince: number | undefined;
    onState({ state: "connecting", sinceMs: clock.nowMs() });
    try {
      for await (const event of openCamera(source, deps)) {
        if (runningSince === undefined) {
          runningSince = clock.monotonicMs();
          onState({ state: "running", sinceMs: clock.nowMs() });
        }
        yield event;
      }
      return;
    } catch (error) {
      if (!(error instanceof CameraError)) throw error;
      const ranMs = runningSince === undefined ? 0 : clock.monotonicMs() - runningSince;
      const delayMs = backoff.nextDelayMs(ranMs);
      const sinceMs = clock.nowMs();
      deps.onFailure?.(error);
      onState({ state: "failed", sinceMs, code: error.code, advice: error.advice, nextAttemptMs: sinceMs + delayMs });
      await clock.sleep(delayMs, signal);
    }
  }
}

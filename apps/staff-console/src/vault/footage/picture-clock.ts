// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file When each picture of a recording is due: the recording's own pace from the moment it plays, without the pauses. */

export class PictureClock {
  readonly #monotonicMs: () => number;
  /** The picture of `captureMs` is due at `atMs`; absent before the first picture and while paused. */
  #anchor: Readonly<{ captureMs: number; atMs: number }> | undefined;
  #lastCaptureMs: number | undefined;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** How long until the picture is due; 0 for one that is late. The first picture is due at once. */
  dueInMs(captureMs: number): number {
    const nowMs = this.#monotonicMs();
    this.#lastCaptureMs = captureMs;
    this.#anchor ??= { captureMs, atMs: nowMs };
    const dueMs = this.#anchor.atMs + captureMs - this.#anchor.captureMs;
    // A hole in the recording is not waited through, nor is a clock that jumped back.
    if (Math.abs(dueMs - nowMs) > LONGEST_WAIT_MS) this.#anchor = { captureMs, atMs: nowMs };
    return Math.max(0, Math.min(dueMs - nowMs, LONGEST_WAIT_MS));
  }

  /** Forgets where it was: the next picture is due at once, and the pace goes on from there. */
  restart(): void {
    this.#anchor = undefined;
  }

  get lastCaptureMs(): number | undefined {
    return this.#lastCaptureMs;
  }
}

const LONGEST_WAIT_MS = 2000;

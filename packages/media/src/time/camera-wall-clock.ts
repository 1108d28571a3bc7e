// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The camera's clock against ours. Many cameras have a wrong clock, and it is theirs to set: their sender
 * reports are believed for how picture and sound belong together, but for the date only when it is plausible.
 */

/** A report is sent after what it speaks of and before it arrives: more than this is a wrong clock, not a slow network. */
const MAX_TRANSIT_MS = 1000;
/** Our clock and the camera's may differ by this and a capture still come out a little "after" its arrival. */
const EARLY_MS = 5;

/** Owns the correction. One for all streams of a camera: what corrects picture and sound apart pulls them apart. */
export class CameraWallClock {
  #correctionMs = 0;

  /** The camera said `cameraMs`, and we heard it at `arrivalMs`, both Unix time. Returns `cameraMs` in our time. */
  observe(cameraMs: number, arrivalMs: number): number {
    const transitMs = arrivalMs - cameraMs - this.#correctionMs;
    if (transitMs < -EARLY_MS || transitMs > MAX_TRANSIT_MS) this.#correctionMs = correctionFor(arrivalMs - cameraMs);
    return cameraMs + this.#correctionMs;
  }
}

function correctionFor(skewMs: number): number {
  return skewMs >= -EARLY_MS && skewMs <= MAX_TRANSIT_MS ? 0 : skewMs;
}

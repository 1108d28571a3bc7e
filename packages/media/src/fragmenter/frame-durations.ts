// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file How long a frame is said to last, before the next one has come.
 *
 * MediaSource throws frames away until the next keyframe when a frame is decoded later than twice the last duration
 * after the last frame (Media Source Extensions, coded frame processing, step 6). So a lost frame, a timestamp that
 * jitters or a camera that slows down at dusk must fit into twice what we say: we say twice the longest recent step.
 * Too long does no harm, since each fragment carries its own decode time.
 */

/** While no step is known: cameras of half a frame a second and more. */
const FIRST_TICKS = 90_000;
const MAX_TICKS = 90_000;
const RECENT_STEPS = 4;
const ALLOWANCE = 2;

/** Owns the last steps between decode times of one video track. */
export class FrameDurations {
  readonly #steps: number[] = [];
  /** The first steps count down to the first presentation: they say nothing about the camera. */
  #countdown: number;
  #previous: number | undefined;

  constructor(reorderDepth: number) {
    this.#countdown = reorderDepth;
  }

  next(decodeTime: number): number {
    if (this.#previous !== undefined) this.#take(decodeTime - this.#previous);
    this.#previous = decodeTime;
    if (this.#steps.length === 0) return FIRST_TICKS;
    return Math.min(MAX_TICKS, ALLOWANCE * Math.max(...this.#steps));
  }

  #take(stepTicks: number): void {
    if (this.#countdown > 0) {
      this.#countdown -= 1;
      return;
    }
    this.#steps.push(stepTicks);
    if (this.#steps.length > RECENT_STEPS) this.#steps.shift();
  }
}

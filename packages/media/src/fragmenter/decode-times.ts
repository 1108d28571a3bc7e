// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Decode times for pictures that come in decode order with presentation times only, as RTP sends them.
 *
 * A decoder that may hold back N frames has put out all frames but the N+1 latest ones when it takes in the next. So
 * the decode time of a frame is the earliest among the N+1 latest presentation times so far: it never decreases, it
 * is never after the frame's own presentation, and it needs no look ahead. The first N frames, of which too few came
 * before, count down to the first presentation.
 */

/** Stands for the frame interval while none has been seen. 25 frames a second. */
export const NOMINAL_FRAME_TICKS = 3600;

/** Owns the latest presentation times of one video track. */
export class DecodeTimes {
  readonly #reorderDepth: number;
  /** Ascending, N+1 at most. */
  readonly #latest: number[] = [];
  #seen = 0;
  #previous = -1;

  constructor(reorderDepth: number) {
    this.#reorderDepth = reorderDepth;
  }

  next(presentationTime: number): number {
    insertAscending(this.#latest, presentationTime);
    const missing = Math.max(0, this.#reorderDepth - this.#seen);
    if (this.#latest.length > this.#reorderDepth + 1) this.#latest.shift();
    const earliest = (this.#latest[0] ?? presentationTime) - missing * NOMINAL_FRAME_TICKS;
    // A camera that breaks its promise about B-frames, or sends two frames for one time, still gets rising times.
    const decodeTime = Math.max(earliest, this.#previous + 1);
    this.#previous = decodeTime;
    this.#seen += 1;
    return decodeTime;
  }
}

function insertAscending(times: number[], time: number): void {
  let index = times.length;
  while (index > 0 && (times[index - 1] ?? 0) > time) index -= 1;
  times.splice(index, 0, time);
}

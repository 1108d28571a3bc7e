// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeTimes } from "./decode-times.ts";

const FRAME = 3600;

/** Presentation times in decode order, of an encoder that holds back up to `depth` frames. */
const streams = fc
  .record({ depth: fc.integer({ min: 0, max: 4 }), choices: fc.array(fc.nat(), { maxLength: 60 }) })
  .map(({ depth, choices }) => {
    const waiting = Array.from({ length: depth + 1 }, (_, index) => depth + 1 + index);
    const frames = [depth];
    for (const choice of choices) {
      const ahead = frames.filter((frame) => frame > (waiting[0] ?? 0)).length;
      // The oldest has let `depth` others go ahead: it must come now.
      const picked = ahead === depth ? 0 : choice % waiting.length;
      frames.push(...waiting.splice(picked, 1));
      waiting.push(depth + 1 + waiting.length + frames.length - 1);
    }
    return { depth, times: frames.map((frame) => frame * FRAME) };
  });

describe("decode times", () => {
  it("are the presentation times themselves without B-frames", () => {
    const clock = new DecodeTimes(0);
    expect([0, 3000, 7000, 9000].map((time) => clock.next(time))).toEqual([0, 3000, 7000, 9000]);
  });

  it("are found for I P B B P B B with one frame held back", () => {
    const clock = new DecodeTimes(1);
    const decoded = [1, 4, 2, 3, 7, 5, 6].map((frame) => clock.next(frame * FRAME) / FRAME);
    expect(decoded).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("are found for a pyramid of B-frames with two frames held back", () => {
    const clock = new DecodeTimes(2);
    const decoded = [2, 6, 4, 3, 5, 10, 8, 7, 9].map((frame) => clock.next(frame * FRAME) / FRAME);
    expect(decoded).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("rise, and are never after the presentation, for any stream that keeps its promise", () => {
    fc.assert(
      fc.property(streams, ({ depth, times }) => {
        const clock = new DecodeTimes(depth);
        let previous = -1;
        for (const time of times) {
          const decodeTime = clock.next(time);
          expect(decodeTime).toBeGreaterThan(previous);
          expect(decodeTime).toBeLessThanOrEqual(time);
          previous = decodeTime;
        }
      }),
    );
  });

  it("rise as well when frames were lost on the way", () => {
    fc.assert(
      fc.property(streams, fc.array(fc.boolean(), { maxLength: 60 }), ({ depth, times }, lost) => {
        const clock = new DecodeTimes(depth);
        let previous = -1;
        for (const time of times.filter((_, index) => index === 0 || lost[index] !== true)) {
          const decodeTime = clock.next(time);
          expect(decodeTime).toBeGreaterThan(previous);
          expect(decodeTime).toBeLessThanOrEqual(time);
          previous = decodeTime;
        }
      }),
    );
  });

  it("rise even when a camera sends B-frames that it denied, or one time twice", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000)), (times) => {
        const clock = new DecodeTimes(0);
        let previous = -1;
        for (const time of times) {
          const decodeTime = clock.next(time);
          expect(decodeTime).toBeGreaterThan(previous);
          previous = decodeTime;
        }
      }),
    );
  });
});

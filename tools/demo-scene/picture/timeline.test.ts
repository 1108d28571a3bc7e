// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { carAt } from "./car.ts";
import { daylightAt } from "./daylight.ts";
import { courierAt, DURATION_S, FRAMES_PER_SECOND, PARCEL_DOWN_S, PARCEL_GONE_S, WIDTH } from "./timeline.ts";

const FRAME_S = 1 / FRAMES_PER_SECOND;
const TIMES = Array.from({ length: DURATION_S * FRAMES_PER_SECOND }, (_, n) => n * FRAME_S);

describe("the story", () => {
  it("ends as it begins: same light, nobody in the street, no parcel", () => {
    const [first, last] = [daylightAt(0), daylightAt(DURATION_S - FRAME_S)];
    expect(last.darkness).toBeLessThan(0.01);
    expect(Math.abs(last.sunSunk - first.sunSunk)).toBeLessThan(0.03);
    for (const t of [0, DURATION_S - FRAME_S]) expect([courierAt(t), carAt(t)]).toEqual([undefined, undefined]);
    expect(PARCEL_GONE_S).toBeLessThan(DURATION_S);
  });

  it("never lets the courier jump, nor appear inside the picture", () => {
    for (const t of TIMES) {
      const [now, next] = [courierAt(t), courierAt(t + FRAME_S)];
      if (now !== undefined && next !== undefined) {
        expect(Math.abs(next.x - now.x)).toBeLessThan(12);
        expect(Math.abs(next.groundY - now.groundY)).toBeLessThan(20);
      } else {
        const x = (now ?? next)?.x ?? -1;
        expect(x < 0 || x > WIDTH).toBe(true);
      }
    }
  });

  it("lets go of the parcel at the moment that the step has it", () => {
    expect(courierAt(PARCEL_DOWN_S - 0.01)?.carries).toBe(true);
    expect(courierAt(PARCEL_DOWN_S)?.carries).toBe(false);
    expect(courierAt(PARCEL_DOWN_S)?.crouch).toBeGreaterThan(0.9);
  });

  it("refuses a time outside the story", () => {
    expect(() => daylightAt(DURATION_S + 1)).toThrow(RangeError);
  });
});

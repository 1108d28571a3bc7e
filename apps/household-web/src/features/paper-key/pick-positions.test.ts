// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pickPositions } from "./pick-positions.ts";

describe("the positions asked back", () => {
  it("are three different ones in rising order, whatever is drawn", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }), (draws) => {
        const queue = [...draws];
        const positions = pickPositions(24, 3, () => queue.shift() ?? 0);
        expect(new Set(positions).size).toBe(3);
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
        expect(positions.every((position) => position >= 0 && position < 24)).toBe(true);
      }),
    );
  });
  it("are not more than there are words", () => {
    expect(pickPositions(2, 3, () => 0.5)).toEqual([0, 1]);
  });
});

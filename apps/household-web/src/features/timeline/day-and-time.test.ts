// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayAndTimeOf, parseDayAndTime } from "./day-and-time.ts";

describe("day and time", () => {
  it("come back as the same second", () => {
    fc.assert(
      fc.property(fc.integer({ min: 946_684_800, max: 4_102_444_800 }), (seconds) => {
        const { day, time } = dayAndTimeOf(seconds * 1000);
        // The hour that a summer-time night repeats has two answers; both show the same words.
        const parsedMs = parseDayAndTime(day, time) ?? Number.NaN;
        expect(dayAndTimeOf(parsedMs)).toEqual({ day, time });
      }),
    );
  });
  it("may leave the seconds out", () => {
    expect(parseDayAndTime("2026-11-24", "09:05")).toBe(new Date(2026, 10, 24, 9, 5).getTime());
  });
  it.each([
    ["", "09:05"],
    ["2026-11-24", ""],
    ["2026-13-45", "09:05"],
    ["24.11.2026", "09:05"],
    ["2026-11-24", "25:00"],
    ["2026-11-24", "9:5"],
  ])("are refused as %j %j", (day, time) => {
    expect(parseDayAndTime(day, time)).toBeUndefined();
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { sizeWords } from "./size-words.ts";
import { dayInside, dayName, onDay, spanWords, startOfDay, startOfNextDay } from "./time-words.ts";

describe("words for time", () => {
  const now = new Date(2026, 10, 24, 0, 5).getTime();

  it("calls five minutes before midnight yesterday", () => {
    expect(dayName(now - 10 * 60_000, now)).toBe("Yesterday");
  });
  it("calls the first minute of the day today", () => {
    expect(dayName(startOfDay(now), now)).toBe("Today");
  });
  it("calls what comes after midnight tomorrow, and nothing later", () => {
    expect(dayName(startOfNextDay(now), now)).toBe("Tomorrow");
    expect(dayName(startOfNextDay(startOfNextDay(now)), now)).not.toBe("Tomorrow");
  });
  it("says on which day something happens", () => {
    expect(onDay(now, now)).toBe("today");
    expect(onDay(startOfNextDay(now), now)).toBe("tomorrow");
    expect(onDay(now + 3 * 86_400_000, now)).toBe(`on ${dayName(now + 3 * 86_400_000, now)}`);
  });
  it("writes days small inside a sentence, but never the name of a weekday", () => {
    expect(dayInside(now, now)).toBe("today");
    expect(dayInside(now - 3 * 86_400_000, now)).toBe(dayName(now - 3 * 86_400_000, now));
  });
  it("names older days by their date", () => {
    expect(dayName(now - 3 * 86_400_000, now)).toContain("21");
  });
  it("ends a day where the next one starts", () => {
    expect(startOfDay(startOfNextDay(now))).toBe(startOfNextDay(now));
    expect(startOfNextDay(startOfNextDay(now) - 1)).toBe(startOfNextDay(now));
  });
  it.each([
    [400, "0 s"],
    [59_400, "59 s"],
    [59_600, "1 min"],
    [95_000, "1 min 35 s"],
    [600_000, "10 min"],
    [3_600_000, "1 h"],
    [4_800_000, "1 h 20 min"],
    [86_400_000, "24 h"],
    [90_000_000, "1 day"],
    [30 * 86_400_000, "30 days"],
  ])("writes %d ms as %s", (durationMs, words) => {
    expect(spanWords(durationMs)).toBe(words);
  });
});

describe("words for sizes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [1_540_000, "1.5 MB"],
    [64_000_000, "64 MB"],
    [50_000_000_000, "50 GB"],
    [2_000_000_000_000, "2 TB"],
    [4_000_000_000_000_000, "4000 TB"],
  ])("writes %d bytes as %s", (sizeBytes, words) => {
    expect(sizeWords(sizeBytes)).toBe(words);
  });
});

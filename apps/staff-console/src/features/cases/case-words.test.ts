// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { agoWords } from "./case-words.ts";

const now = new Date(2026, 10, 24, 12).getTime();

describe("how long ago a case changed", () => {
  it.each([
    [0, "now"],
    [59_000, "now"],
    [61_000, "1 min"],
    [59 * 60_000, "59 min"],
    [100 * 60_000, "1 h"],
    [23.9 * 3_600_000, "23 h"],
    [2.5 * 86_400_000, "2 days"],
  ])("is, after %d ms, %s", (agoMs, words) => {
    expect(agoWords(now - agoMs, now)).toBe(words);
  });
  it("is never in the future, whatever the server's clock says", () => {
    expect(agoWords(now + 3_600_000, now)).toBe("now");
  });
  it("is a date after a week", () => {
    expect(agoWords(now - 8 * 86_400_000, now)).toContain("2026");
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { DAY_CHOICES, retentionWords, withPresent } from "./retention.ts";

describe("the words of a retention", () => {
  it.each([
    [{ days: 14, sizeBytes: 50_000_000_000 }, "14 days, at most 50 GB"],
    [{ days: 1, sizeBytes: 0 }, "1 day"],
    [{ days: 0, sizeBytes: 5_000_000_000 }, "At most 5 GB"],
    [{ days: 0, sizeBytes: 0 }, "Kept as long as there is space"],
  ])("never call no limit zero: %j", (retention, words) => {
    expect(retentionWords(retention)).toBe(words);
  });
});

describe("the choices", () => {
  it("gain a value that was set elsewhere, in its place", () => {
    expect(withPresent(DAY_CHOICES, 10)).toEqual([1, 3, 7, 10, 14, 30, 60, 90, 0]);
  });
  it("do not grow for a value that is among them", () => {
    expect(withPresent(DAY_CHOICES, 0)).toBe(DAY_CHOICES);
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { dayText, endOfDay } from "./end-date.ts";

describe("the last day of a key", () => {
  it("is read back as it was written", () => {
    const endMs = endOfDay("2027-03-28");
    expect(endMs === undefined ? "" : dayText(endMs)).toBe("2027-03-28");
  });
  it("lasts to its last moment", () => {
    const endMs = endOfDay("2027-03-28") ?? 0;
    expect(dayText(endMs + 1)).toBe("2027-03-29");
  });
  it.each(["", "2027-13-01", "tomorrow", "2027-03-28T10:00"])("is not read out of %j", (text) => {
    expect(endOfDay(text)).toBeUndefined();
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { requireFresh } from "./require-fresh.ts";

const NOW_MS = 1_790_000_000_000;
const TOLERANCE_MS = 300_000;

describe("a witnessed time", () => {
  it.each([0, -TOLERANCE_MS, TOLERANCE_MS])("is fresh %i ms from now", (offsetMs) => {
    expect(() => {
      requireFresh(NOW_MS + offsetMs, NOW_MS, TOLERANCE_MS);
    }).not.toThrow();
  });

  it.each([
    ["that is missing", undefined, "transparency.stale"],
    ["that is too old", NOW_MS - TOLERANCE_MS - 1, "transparency.stale"],
    ["that is later than the clock allows", NOW_MS + TOLERANCE_MS + 1, "transparency.wrong_time"],
  ])("%s is refused", (_, timeMs, code) => {
    expect(() => {
      requireFresh(timeMs, NOW_MS, TOLERANCE_MS);
    }).toThrow(expect.objectContaining({ code }));
  });
});

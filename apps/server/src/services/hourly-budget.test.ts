// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { HourlyBudget } from "./hourly-budget.ts";

const HOUR_MS = 60 * 60 * 1000;

describe("an hourly budget", () => {
  it("ends after its number in an hour, for this key alone, and begins again with the next", () => {
    let nowMs = 5;
    const budget = new HourlyBudget({ nowMs: () => nowMs }, 1000);
    for (let i = 0; i < 1000; i += 1) budget.spend("one");
    const refusal = expect.objectContaining({ code: "rate.limited" }) as Error;
    expect(() => {
      budget.spend("one");
    }).toThrow(refusal);
    budget.spend("other");
    nowMs += HOUR_MS - 1;
    expect(() => {
      budget.spend("one");
    }).toThrow(refusal);
    nowMs += 1;
    budget.spend("one");
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { drawLane } from "../contract-tests/drawn-values.ts";
import { LeafBudget } from "./leaf-budget.ts";

const HOUR_MS = 60 * 60 * 1000;

describe("a household's budget of leaves", () => {
  it("ends after a thousand in an hour, for this household alone, and begins again with the next", () => {
    let nowMs = 5;
    const budget = new LeafBudget({ nowMs: () => nowMs });
    const [lane, other] = [drawLane(), drawLane()];
    for (let i = 0; i < 1000; i += 1) budget.spend(lane);
    const refusal = expect.objectContaining({ code: "rate.limited" }) as Error;
    expect(() => {
      budget.spend(lane);
    }).toThrow(refusal);
    budget.spend(other);
    nowMs += HOUR_MS - 1;
    expect(() => {
      budget.spend(lane);
    }).toThrow(refusal);
    nowMs += 1;
    budget.spend(lane);
  });
});

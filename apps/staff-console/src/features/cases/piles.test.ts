// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { countPiles, isOnPile } from "./piles.ts";

describe("piles of cases", () => {
  it("count each case once, and all of them together", () => {
    const turns = ["staff", "customer", "consent", "closed", "closed"] as const;
    expect(countPiles(turns.map((turn) => ({ turn })))).toEqual({ staff: 1, waiting: 2, closed: 2, all: 5 });
  });
  it("do not put a case that waits for consent among those to answer", () => {
    expect(isOnPile({ turn: "consent" }, "staff")).toBe(false);
    expect(isOnPile({ turn: "consent" }, "waiting")).toBe(true);
  });
  it("keep a closed case out of all but its own and the whole", () => {
    expect(["staff", "waiting", "closed", "all"].filter((pile) => isOnPile({ turn: "closed" }, pile as "all"))).toEqual(
      ["closed", "all"],
    );
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { stopWords } from "./stop-words.ts";

describe("what a stop means", () => {
  it("tells a fork, a rollback and a withheld history apart, in ledger and log alike", () => {
    expect(stopWords("ledger.fork")).toBe(stopWords("transparency.fork"));
    expect(stopWords("ledger.rollback")).toBe(stopWords("transparency.rollback"));
    expect(new Set(["ledger.fork", "ledger.rollback", "ledger.withheld"].map(stopWords)).size).toBe(3);
  });

  it("has words for a code that it does not know", () => {
    expect(stopWords("transparency.proof_invalid").title).toContain("can’t be true");
  });
});

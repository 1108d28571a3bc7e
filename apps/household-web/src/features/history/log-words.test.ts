// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { logWords } from "./log-words.ts";

describe("how sure the history is, in words", () => {
  it("says who checked it and how long ago", () => {
    const words = logWords({ kind: "witnessed", atMs: 0, by: ["Home hub"] }, 20_000);
    expect(words).toMatchObject({ tone: "good", title: "Checked by Home hub 20 s ago" });
  });

  it("never counts a check in the future as a negative time", () => {
    expect(logWords({ kind: "witnessed", atMs: 5000, by: ["Home hub"] }, 0).title).toContain("0 s ago");
  });

  it("calls nothing good that no witness has signed", () => {
    const problem = { code: "transparency.stale", advice: "" };
    for (const health of [
      { kind: "waiting" },
      { kind: "stale", sinceMs: 0, problem },
      { kind: "no-hub" },
      { kind: "no-log" },
    ] as const) {
      expect(logWords(health, 1).tone).not.toBe("good");
    }
  });
});

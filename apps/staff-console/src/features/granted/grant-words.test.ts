// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { grantWords, stateWords } from "./grant-words.ts";

const now = new Date(2026, 10, 24, 12).getTime();

describe("a grant in words", () => {
  it("counts its recordings, and none of a live one", () => {
    expect(grantWords({ kind: "clips", clips: 1 })).toBe("1 recording");
    expect(grantWords({ kind: "clips", clips: 3 })).toBe("3 recordings");
    expect(grantWords({ kind: "live", clips: 0 })).toBe("One camera, live");
  });
  it("is over at its end, whatever the last state from the server was", () => {
    expect(stateWords({ state: "open", untilMs: now }, now)).toContain("ended");
  });
  it("is over when it was stopped before its end", () => {
    expect(stateWords({ state: "ended", untilMs: now + 60_000 }, now)).toContain("ended");
  });
  it("says how long is left", () => {
    expect(stateWords({ state: "open", untilMs: now + 240_000 }, now)).toContain("4 min left");
  });
});

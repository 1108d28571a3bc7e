// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { liveWords } from "./live-words.ts";

const running = { state: "running" } as const;

describe("the words on a live picture", () => {
  it("say live only for the state live", () => {
    const states = ["connecting", "late", "frozen", "offline", "refused"] as const;
    const shorts = states.map((state) => liveWords({ state, framesPainted: 1, ageMs: 100 }, running).short);
    expect(shorts).not.toContain("Live");
    expect(liveWords({ state: "live", framesPainted: 1 }, running)).toMatchObject({ short: "Live", tone: "good" });
  });
  it("say how far behind a late picture is", () => {
    expect(liveWords({ state: "late", framesPainted: 1, ageMs: 4200 }, running).short).toBe("4 s behind");
  });
  it("do not call an unproved picture late by zero seconds", () => {
    expect(liveWords({ state: "late", framesPainted: 1, ageMs: 300 }, running).short).toBe("Not confirmed live");
  });
  it("says that the hub was not told of a change, and not that the picture is live", () => {
    const problem = { code: "hub.behind", advice: "" };
    expect(liveWords({ state: "late", framesPainted: 1, ageMs: 300, problem }, running)).toMatchObject({ tone: "bad" });
  });

  it("never speak a number, which would be spoken anew each second", () => {
    const spoken = liveWords({ state: "frozen", framesPainted: 1, ageMs: 9000 }, running).spoken;
    expect(spoken).not.toMatch(/\d/);
  });
  it("blame the camera when the hub can't reach it", () => {
    const words = liveWords({ state: "connecting", framesPainted: 0 }, { state: "failed" });
    expect(words).toMatchObject({ tone: "bad", short: "Camera not reached" });
  });
});

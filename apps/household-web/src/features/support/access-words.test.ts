// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import type { AccessView } from "../../vault-client/vault-api.ts";
import { endWords, nowWords, receiptText } from "./access-words.ts";

const access: AccessView = {
  id: "head",
  staff: { name: "Sam", team: "Help desk" },
  kind: "clips",
  purpose: "picture_quality",
  cameras: ["a", "b"],
  clips: ["one", "two"],
  sound: false,
  by: "Anna",
  fromMs: 1_800_000_000_000,
  untilMs: 1_800_000_600_000,
  isOpen: true,
  isWatching: false,
  releases: [],
  fetches: [],
};
const nameOf = (camera: string): string => (camera === "a" ? "Front door" : "Yard");

describe("words about an access", () => {
  it("say that somebody watches only while somebody does", () => {
    expect(nowWords(access, nameOf)).toBe("Sam of Help desk may see 2 recordings");
    const live = { ...access, kind: "live", cameras: ["a"], clips: [] } as const;
    expect(nowWords(live, nameOf)).toBe("Sam of Help desk may watch Front door");
    expect(nowWords({ ...live, isWatching: true }, nameOf)).toBe("Sam of Help desk is watching Front door");
  });

  it("tell a stop from an end", () => {
    expect(endWords(access)).toContain("Open until");
    expect(endWords({ ...access, isOpen: false })).toContain("Ended");
    expect(endWords({ ...access, isOpen: false, stoppedAtMs: access.fromMs })).toContain("You stopped it");
  });

  it("name every fetch in the receipt, and say when there was none", () => {
    expect(receiptText(access, nameOf)).toContain("No fetch was signed.");
    const text = receiptText({ ...access, fetches: [{ clip: "one", atMs: access.fromMs }] }, nameOf);
    expect(text).toContain("recording one");
    expect(text).not.toContain("No fetch was signed.");
    expect(text).toContain("2 recordings of Front door, Yard, without sound");
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { savedWords } from "./export-words.ts";
import type { SavedFile } from "./use-export.ts";

const FILE: SavedFile = { name: "door.mp4", fromMs: 0, toMs: 60_000, isProven: true, isPublic: false };

describe("what was saved", () => {
  it("is one file by its name, and that it can be checked", () => {
    const [saved, proof, ...rest] = savedWords([FILE]);
    expect(saved).toContain("door.mp4");
    expect(proof).toContain("Anyone can check");
    expect(rest).toEqual([]);
  });

  it.each(["format", "size", "hub", "unsigned"] as const)("says why a second file was begun: %s", (startsAnew) => {
    const lines = savedWords([FILE, { ...FILE, name: "door 2.mp4", startsAnew }]);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^door 2\.mp4 begins at .*, (?:where|as) /u);
  });

  it("claims no proof for what the hub has not signed", () => {
    expect(savedWords([{ ...FILE, isProven: false }]).join(" ")).not.toContain("Anyone can check");
    const mixed = savedWords([FILE, { ...FILE, name: "door 2.mp4", isProven: false, startsAnew: "unsigned" }]);
    expect(mixed.at(-1)).toContain("not signed door 2.mp4 yet");
  });

  it("is nothing where nothing was saved", () => {
    expect(savedWords([])).toEqual([]);
  });
});

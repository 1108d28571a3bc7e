// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { NOTHING_TYPED, secretFrom } from "./recovery-draft.ts";

const WORDS = "anchor ".repeat(24);
const [FIRST, SECOND] = ["A".repeat(72), "B".repeat(72)];

describe("what somebody comes back with", () => {
  it("is 24 words, as they stand on the sheet", () => {
    const words = WORDS.trim().split(" ");
    const sheet = words.map((word, at) => `${at + 1}. ${word}`).join("\n");
    expect(secretFrom({ ...NOTHING_TYPED, words: sheet })).toEqual({ kind: "phrase", phrase: words.join(" ") });
  });

  it("is two whole parts", () => {
    const draft = { ...NOTHING_TYPED, kind: "shares", parts: [` ${FIRST}`, SECOND] } as const;
    expect(secretFrom(draft)).toEqual({ kind: "shares", shares: [FIRST, SECOND] });
  });

  it.each([
    ["23 words", { words: WORDS.slice(7) }],
    ["25 words", { words: `${WORDS}anchor` }],
    ["nothing", {}],
    ["one part", { kind: "shares", parts: [FIRST, ""] }],
    ["a part that is not whole", { kind: "shares", parts: [FIRST, SECOND.slice(1)] }],
    ["all words, where parts are asked for", { kind: "shares", words: WORDS }],
  ] as const)("is nothing yet with %s", (_, typed) => {
    expect(secretFrom({ ...NOTHING_TYPED, ...typed })).toBeUndefined();
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { findWords, spellingsOf, textWord } from "./planted-words.ts";

const WORD = textWord("a planted word");

describe("the search for planted words", () => {
  it.each(["utf8", "utf16le"] as const)("finds a word in %s, however it is written and wherever it lies", (form) => {
    const raw = Buffer.from("a planted word", form);
    for (const before of [0, 1, 2, 3, 4, 5]) {
      const within = Buffer.concat([Buffer.alloc(before, 0xa7), raw, Buffer.from("zz")]);
      for (const encoding of ["latin1", "hex", "base64", "base64url"] as const) {
        const bytes = Buffer.from(within.toString(encoding), "latin1");
        expect(findWords([WORD], [{ place: "here", bytes }]), `${encoding} after ${String(before)}`).not.toEqual([]);
      }
    }
  });

  it("finds it in capitals of hexadecimal, and says where", () => {
    const bytes = Buffer.from(Buffer.from("a planted word").toString("hex").toUpperCase());
    expect(findWords([WORD], [{ place: "here", bytes }])).toContain("a planted word as bytes, HEX in here");
  });

  it("finds nothing in what is near, but not the word", () => {
    const bytes = Buffer.from(
      "a planted wor. A planted word, b planted word".replaceAll("planted word", "plantedword"),
    );
    expect(findWords([WORD], [{ place: "here", bytes }])).toEqual([]);
  });

  it("has no spelling that is so short that it would be found by chance", () => {
    for (const { bytes } of spellingsOf(WORD)) expect(bytes.length).toBeGreaterThanOrEqual(14);
  });
});

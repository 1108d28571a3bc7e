// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { actWords, signerWords } from "./act-words.ts";

const members = [
  { id: "aaaaaaaaaaaa", name: "Anna" },
  { id: "bbbbbbbbbbbb", name: "Ben" },
  { id: "cccccccccccc", name: "Ben" },
];

describe("a change of the roster in words", () => {
  it("names a person once", () => {
    expect(actWords({ kind: "suspend", staff: "aaaaaaaaaaaa" }, members)).toBe("Suspend Anna");
  });
  it("tells two devices of one name apart", () => {
    expect(signerWords(["bbbbbbbbbbbb", "cccccccccccc"], members)).toBe("Ben (bbbbbbbb) and Ben (cccccccc)");
  });
  it("shows an id that the roster does not know, rather than a name", () => {
    expect(actWords({ kind: "end", staff: "dddddddddddd" }, members)).toBe("End the key of dddddddd");
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { caseKeyAct, markedAfter } from "./case-keys.ts";

const plain = { ctrlKey: false, metaKey: false, altKey: false };
const rows = [{ id: "a" }, { id: "b" }, { id: "c" }];

describe("keys in the list of cases", () => {
  it("move by j and k as by the arrows", () => {
    expect(["j", "k"].map((key) => caseKeyAct({ key, ...plain }))).toEqual([1, -1]);
    expect(["ArrowDown", "ArrowUp"].map((key) => caseKeyAct({ key, ...plain }))).toEqual([1, -1]);
  });
  it.each(["ctrlKey", "metaKey", "altKey"])("leave a key with %s to the browser", (modifier) => {
    expect(caseKeyAct({ key: "j", ...plain, [modifier]: true })).toBeUndefined();
  });
  it("mean nothing for letters that are nobody's", () => {
    expect(caseKeyAct({ key: "x", ...plain })).toBeUndefined();
  });
});

describe("the mark", () => {
  it("stops at both ends", () => {
    expect(markedAfter(rows, "c", 1)).toBe("c");
    expect(markedAfter(rows, "a", -10)).toBe("a");
    expect(markedAfter(rows, "a", Infinity)).toBe("c");
  });
  it("starts at the first row when its own is no longer listed", () => {
    expect(markedAfter(rows, "gone", 1)).toBe("a");
    expect(markedAfter(rows, undefined, -1)).toBe("a");
  });
  it("is nowhere in an empty list", () => {
    expect(markedAfter([], "a", 1)).toBeUndefined();
  });
});

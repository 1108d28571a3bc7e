// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { countShare, findShare, groupsOf, shareFile } from "./share-text.ts";

const SHARE = "AQx7_kq2-ZbY4nW0".repeat(5).slice(0, 72);
const FILE = { share: SHARE, day: "24 Nov 2026", address: "https://home.example" };

describe("the text of a share", () => {
  it("is found as it is scanned, and as it is typed from paper", () => {
    expect(findShare(SHARE)).toBe(SHARE);
    expect(findShare(` ${groupsOf(SHARE).join(" ")}\n`)).toBe(SHARE);
    expect(findShare(SHARE.replaceAll(/.{5}/gu, "$& "))).toBe(SHARE);
  });

  it("is found in the whole file, whatever the household is called", () => {
    for (const householdName of ["The Garden House", "Lakeside", "Lakeside Lakeside", "x"]) {
      expect(findShare(shareFile({ ...FILE, householdName }))).toBe(SHARE);
    }
  });

  it("is found behind a word that looks like its first group", () => {
    expect(findShare(`Lakeside\n${groupsOf(SHARE).join(" ")}\n`)).toBe(SHARE);
  });

  it.each([
    ["nothing", ""],
    ["half of it", SHARE.slice(0, 40)],
    ["one character less", SHARE.slice(1)],
    ["one character more", `${SHARE}A`],
    ["other signs", `${SHARE.slice(1)}+`],
    ["words", "Two of the three parts open the recordings of this household."],
  ])("is not found in %s", (_, text) => {
    expect(findShare(text)).toBeUndefined();
  });

  it("is counted without its spaces, and in a file without the words around it", () => {
    expect(countShare("AQx7_kq2 -Zb")).toBe(11);
    expect(countShare(shareFile({ ...FILE, householdName: "The Garden House" }))).toBe(72);
  });
});

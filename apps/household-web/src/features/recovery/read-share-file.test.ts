// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { readShareFile } from "./read-share-file.ts";
import { shareFile } from "./share-text.ts";

const SHARE = "AQx7_kq2-ZbY4nW0".repeat(5).slice(0, 72);
const FILE = shareFile({
  share: SHARE,
  householdName: "Lakeside",
  day: "24 Nov 2026",
  address: "https://home.example",
});

describe("the file of a share", () => {
  it("gives the share", async () => {
    expect(await readShareFile(new Blob([FILE]))).toBe(SHARE);
  });

  it.each([
    ["an empty file", ""],
    ["a file of 24 words", "anchor ".repeat(24)],
    ["a file that was cut off", FILE.slice(0, 120)],
    ["a file too large to be one", `${FILE}${" ".repeat(65_536)}`],
  ])("is not %s", async (_, text) => {
    await expect(readShareFile(new Blob([text]))).rejects.toMatchObject({ code: "recovery.no_share" });
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { readOperatorInitOptions } from "./operator-init.ts";

const OFFICERS = ["--officer", "a.txt", "--officer", "b.txt"];
const NOW_MS = 1_000;
const variables = { XDG_DATA_HOME: "/data" };

describe("the options of operator init", () => {
  it("fill up what is not said, and name the server's own folder", () => {
    const read = readOperatorInitOptions(["--name", "Help", ...OFFICERS], variables, NOW_MS);
    expect(read).toMatchObject({
      dataDir: "/data/nightlatch/server",
      name: "Help",
      waitHours: 24,
      endMs: NOW_MS + 365 * 24 * 60 * 60 * 1000,
    });
    expect(read.offerPaths).toHaveLength(2);
  });

  it.each([
    ["no name", OFFICERS],
    ["one officer", ["--name", "Help", "--officer", "a.txt"]],
    ["a wait that is no number", ["--name", "Help", ...OFFICERS, "--wait-hours", "a day"]],
    ["days below zero", ["--name", "Help", ...OFFICERS, "--days=-1"]],
    ["an option that is not known", ["--name", "Help", ...OFFICERS, "--force"]],
    ["a word too many", ["--name", "Help", ...OFFICERS, "now"]],
  ])("are refused with %s", (_name, words) => {
    expect(() => readOperatorInitOptions(words, variables, NOW_MS)).toThrow(
      expect.objectContaining({ code: "cli.bad_option" }) as Error,
    );
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { loggedError } from "./logged-error.ts";

const ID = "q83v8xkJ0mWZ1tYb-_aLcQ";

describe("an error in the log", () => {
  it.each([
    ["an id", `no such clip ${ID}`],
    ["a path with ids", `ENOENT: no such file, open '/data/blobs/${ID}/${ID}/0-${"ab".repeat(32)}'`],
    ["a token", `Bearer ${"x".repeat(43)}`],
    ["a name of a host in figures", "connect ECONNREFUSED 192.0.2.77:443"],
    ["one of IPv6", "connect ECONNREFUSED 2001:db8::17:443"],
  ])("does not name %s", (_name, message) => {
    const text = JSON.stringify(loggedError(new Error("outer", { cause: new Error(message) })));
    expect(text).not.toMatch(/q83v|abab|xxxx|192\.0|2001|db8/u);
  });

  it("keeps what leads to the fault: type, code, words and places in the code", () => {
    const logged = loggedError(Object.assign(new TypeError("cannot read it"), { code: "ENOTDIR" }));
    expect(logged).toMatchObject({ type: "TypeError", code: "ENOTDIR", message: "cannot read it" });
    expect(logged.frames[0]).toMatch(/logged-error\.test\.ts:\d+/u);
  });

  it("takes no line of a message for a line of code", () => {
    const { frames } = loggedError(new Error(`first\n    at secret (${ID}:1:2)\n    at more:3:4`));
    expect(frames.join("\n")).not.toMatch(/secret|q83v|more/u);
  });

  it("follows causes, but not for ever, and takes what is no error", () => {
    const error = new Error("a circle");
    error.cause = error;
    expect(JSON.stringify(loggedError(error)).match(/a circle/gu)).toHaveLength(5);
    expect(loggedError(`thrown text with ${ID}`)).toEqual({ type: "string", message: "not an error", frames: [] });
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { emptyDraft, faultOf, requestOf } from "./request-draft.ts";

const now = new Date(2026, 10, 24, 12, 0).getTime();
const good = { ...emptyDraft(now), words: "The camera at the door was dark." };

describe("a request's draft", () => {
  it("asks, to begin with, for the last hour and nothing else", () => {
    expect(requestOf(good)).toMatchObject({ fromMs: now - 3_600_000, toMs: now, minutes: 60 });
    expect(faultOf(good, now)).toBeUndefined();
  });
  it("names no time when it is about a live picture", () => {
    expect(requestOf({ ...good, kind: "live" })).toMatchObject({ fromMs: 0, toMs: 0 });
  });
  it.each([
    ["without words", { words: "   " }],
    ["with too many words", { words: "x".repeat(501) }],
    ["for no minute", { minutes: 0 }],
    ["for half a minute", { minutes: 0.5 }],
    ["for more than an hour live", { kind: "live", minutes: 61 }],
    ["for more than seven days", { minutes: 10_081 }],
    ["that ends before it begins", { from: "2026-11-24T10:00", to: "2026-11-24T09:59" }],
    ["of the future", { from: "2026-11-25T10:00", to: "2026-11-25T11:00" }],
    ["without a time", { from: "", to: "" }],
  ] as const)("is not sent %s", (_name, change) => {
    expect(faultOf({ ...good, ...change }, now)).toBeTypeOf("string");
  });
});

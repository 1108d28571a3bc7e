// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { accessFrom, dateText, draftOf, withOrWithout } from "./access-draft.ts";

const NOW = new Date(2026, 10, 24, 12).getTime();
const draft = { role: "guest", groups: [], cameras: ["c"], lastDay: "2026-11-24" } as const;

describe("what was ticked for someone", () => {
  it("lets a guest watch until the end of the last day", () => {
    expect(accessFrom(draft, NOW)).toMatchObject({ untilMs: new Date(2026, 10, 25).getTime() });
  });

  it("is not enough without a camera, without a group, or with a day that is over or none", () => {
    expect(accessFrom({ ...draft, cameras: [] }, NOW)).toBeUndefined();
    expect(accessFrom({ ...draft, role: "member" }, NOW)).toBeUndefined();
    expect(accessFrom({ ...draft, lastDay: "2026-11-23" }, NOW)).toBeUndefined();
    expect(accessFrom({ ...draft, lastDay: "" }, NOW)).toBeUndefined();
  });

  it("starts from what the device has, and comes back to it", () => {
    const access = { role: "guest", cameras: ["c"], untilMs: new Date(2026, 11, 1).getTime() } as const;
    expect(accessFrom(draftOf(access, NOW), NOW)).toEqual(access);
  });

  it("ticks and unticks", () => {
    expect(withOrWithout(withOrWithout([], "a"), "a")).toEqual([]);
    expect(dateText(NOW)).toBe("2026-11-24");
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { accessOf, listWords, namesOf, seesWords } from "./access-words.ts";

const names = namesOf([{ id: "g1", name: "Outside" }], [{ id: "c1", name: "Front door" }]);

describe("what a device can see, in words", () => {
  it("names the groups of a family member", () => {
    expect(seesWords({ role: "member", groups: ["g1"] }, names)).toBe("Sees Outside");
  });

  it("does not hide a group or camera that has no name here", () => {
    expect(seesWords({ role: "member", groups: ["g1", "g2"] }, names)).toBe("Sees Outside and another group");
    expect(seesWords({ role: "guest", cameras: ["c2"], untilMs: 0 }, names)).toContain("another camera");
  });

  it("never says that an owner sees less than everything", () => {
    expect(seesWords({ role: "owner" }, names)).toBe("Sees everything and manages");
  });

  it("says when a guest’s time ends", () => {
    expect(seesWords({ role: "guest", cameras: ["c1"], untilMs: Date.UTC(2026, 11, 3, 12) }, names)).toMatch(
      /^Sees Front door until .*2026/u,
    );
  });

  it("says “nothing” of an empty list", () => {
    expect(listWords([])).toBe("nothing");
    expect(listWords(["a", "b", "c"])).toBe("a, b and c");
  });

  it("gives no access of a hub, a paper key, or a guest without an end", () => {
    const device = { groups: [], cameras: ["c1"] };
    expect(accessOf({ ...device, role: "hub" })).toBeUndefined();
    expect(accessOf({ ...device, role: "paper" })).toBeUndefined();
    expect(accessOf({ ...device, role: "guest" })).toBeUndefined();
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import type { RosterMember, StaffRole, Standing } from "../../vault-client/vault-api.ts";
import { actsOf } from "./member-acts.ts";

function member(role: StaffRole, standing: Standing, isMe = false): RosterMember {
  return { id: "x", name: "Anna", role, team: "Support", endMs: 0, standing, isMe, enrolledAtMs: 0 };
}

describe("what may be done about a staff key", () => {
  it.each(["support", "moderator", "annotator"] as const)("is nothing for %s", (mine) => {
    expect(actsOf(mine, member("support", { kind: "working" }))).toEqual([]);
  });
  it("is, for a supervisor, suspending, but no officer", () => {
    expect(actsOf("supervisor", member("support", { kind: "working" }))).toEqual(["suspend"]);
    expect(actsOf("supervisor", member("officer", { kind: "working" }))).toEqual([]);
  });
  it("is never suspending twice, nor restoring what works", () => {
    expect(actsOf("officer", member("support", { kind: "suspended" }))).toEqual(["restore", "end"]);
    expect(actsOf("supervisor", member("support", { kind: "suspended" }))).toEqual([]);
    expect(actsOf("officer", member("support", { kind: "working" }))).not.toContain("restore");
  });
  it("is not restoring oneself", () => {
    expect(actsOf("officer", member("officer", { kind: "suspended" }, true))).toEqual(["end"]);
  });
  it("is nothing once it has ended", () => {
    expect(actsOf("officer", member("support", { kind: "ended" }))).toEqual([]);
  });
});

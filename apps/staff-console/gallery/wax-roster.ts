// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A roster of wax. */
import type { RosterMember, RosterView, StaffRole, StaffView, Standing } from "../src/vault-client/vault-api.ts";

const DAY_MS = 86_400_000;

export function waxRoster(me: StaffView, nowMs: number): RosterView {
  const member = (name: string, role: StaffRole, standing: Standing): RosterMember => ({
    id: `${name}xR4tY7uI0pQ2wE5rT8yU`.slice(0, 22),
    name,
    role,
    team: role === "officer" ? "Trust" : "Support",
    endMs: nowMs + 300 * DAY_MS,
    standing,
    isMe: false,
    enrolledAtMs: nowMs - 90 * DAY_MS,
  });
  const olga = member("Olga", "officer", { kind: "working" });
  const otto = member("Otto", "officer", { kind: "working" });
  const sam = member("Sam", "supervisor", { kind: "working" });
  const ben = member("Ben", "support", { kind: "suspended" });
  const cleo = member("Cleo", "support", { kind: "waiting", worksFromMs: nowMs + 0.6 * DAY_MS });
  const emil = member("Emil", "support", { kind: "ended" });
  return {
    operatorName: "Nightlatch Support",
    waitMs: DAY_MS,
    members: [olga, otto, sam, { ...me, standing: { kind: "working" }, isMe: true, enrolledAtMs: 0 }, ben, cleo, emil],
    changes: [
      {
        seq: 0,
        atMs: nowMs - 90 * DAY_MS,
        signers: [olga.id, otto.id],
        act: { kind: "found", name: "Nightlatch Support", waitMs: DAY_MS, staff: [olga, otto] },
      },
      { seq: 1, atMs: nowMs - 80 * DAY_MS, signers: [olga.id, otto.id], act: { kind: "enrol", staff: sam } },
      { seq: 2, atMs: nowMs - 9 * DAY_MS, signers: [sam.id], act: { kind: "suspend", staff: ben.id } },
    ],
    drafts: [
      {
        id: "d1",
        act: { kind: "restore", staff: ben.id },
        atMs: nowMs - 0.1 * DAY_MS,
        signers: [olga.id],
        needed: 2,
        canSign: true,
      },
    ],
  };
}

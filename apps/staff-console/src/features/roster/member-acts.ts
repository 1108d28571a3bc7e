// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What one role may do about one staff key (protocol §15). The roster's rules judge again, at every reader. */
import type { RosterMember, StaffRole } from "../../vault-client/vault-api.ts";

export type MemberAct = "suspend" | "restore" | "extend" | "end";

export const ACT_LABELS: Readonly<Record<MemberAct, string>> = {
  suspend: "Suspend",
  restore: "Restore",
  extend: "Set a later end",
  end: "End for good",
};

export function actsOf(mine: StaffRole, { role, standing, isMe }: RosterMember): readonly MemberAct[] {
  if (standing.kind === "ended") return [];
  const isSuspended = standing.kind === "suspended";
  if (mine === "supervisor") return isSuspended || role === "officer" ? [] : ["suspend"];
  if (mine !== "officer") return [];
  // Nobody signs for their own restoring.
  if (isSuspended) return isMe ? ["end"] : ["restore", "end"];
  return ["suspend", "extend", "end"];
}

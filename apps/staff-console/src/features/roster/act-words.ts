// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A change of the roster in one sentence, with the names that the roster itself gives. */
import { calendarDay, spanWords } from "@nightlatch/ui-kit/time-words";
import type { RosterAct, RosterMember } from "../../vault-client/vault-api.ts";
import { roleWords } from "../../words/role-words.ts";

type Named = Pick<RosterMember, "id" | "name">;

export function actWords(act: RosterAct, members: readonly Named[]): string {
  switch (act.kind) {
    case "found":
      return `Founded as ${act.name} by ${act.staff.map(({ name }) => name).join(", ")}; a new key waits ${spanWords(act.waitMs)}`;
    case "enrol":
      return `Enrol ${act.staff.name} as ${roleWords(act.staff.role)} in ${act.staff.team}, until ${calendarDay(act.staff.endMs)}`;
    case "extend":
      return `Let ${nameOf(act.staff, members)} work until ${calendarDay(act.endMs)}`;
    case "suspend":
      return `Suspend ${nameOf(act.staff, members)}`;
    case "restore":
      return `Restore ${nameOf(act.staff, members)}`;
    case "end":
      return `End the key of ${nameOf(act.staff, members)}`;
  }
}

export function signerWords(signers: readonly string[], members: readonly Named[]): string {
  return signers.map((id) => nameOf(id, members)).join(" and ");
}

/** Two devices may carry one name: the id tells them apart. */
function nameOf(id: string, members: readonly Named[]): string {
  const known = members.find((member) => member.id === id);
  if (known === undefined) return id.slice(0, 8);
  const isAlone = members.filter(({ name }) => name === known.name).length === 1;
  return isAlone ? known.name : `${known.name} (${id.slice(0, 8)})`;
}

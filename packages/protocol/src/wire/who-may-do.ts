// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who may do what: one table, and the two narrow things that a paper key is for (protocol §4.4 rule 4). */
import { encodeBase64url } from "@nightlatch/bytes";
import { ROLES, type Role } from "./device-keys.ts";
import type { EntryBody } from "./ledger-body.ts";
import { isSame, type LedgerDevice, type LedgerState } from "./ledger-state.ts";

const ACTORS: Readonly<Record<EntryBody["type"], readonly Role[]>> = {
  create: ["owner"],
  add: ["owner", "paper"],
  change: ["owner"],
  rotate: ["owner"],
  group: ["owner"],
  leave: ROLES,
  rules: ["owner"],
  confirm: ["owner", "paper"],
  cancel: ["owner", "paper"],
  grant: ["owner"],
  revoke: ["owner", "member"],
  release: ["owner"],
};

export function mayDo(state: LedgerState, { id, role }: LedgerDevice, body: EntryBody): boolean {
  if (!isAllowedFor(role, body)) return false;
  if (role !== "paper" || (body.type !== "confirm" && body.type !== "cancel")) return true;
  const proposal = state.proposals.get(encodeBase64url(body.proposal));
  return proposal === undefined || isSame(proposal.actor, id);
}

/** By role alone: all that is known of the device that `create` introduces. */
export function isAllowedFor(role: Role, body: EntryBody): boolean {
  const isNarrow = role === "paper" && body.type === "add" && body.device.role !== "owner";
  return ACTORS[body.type].includes(role) && !isNarrow;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What everything about support works with: the open household, and the server that passes it on. */
import type { RandomSource } from "@nightlatch/crypto/random";
import { formatId, type CaseId, type RosterState, type StaffId } from "@nightlatch/protocol/wire";
import type { StaffName } from "../../vault-client/vault-api.ts";
import type { HouseholdParts } from "../household/household-parts.ts";
import type { MembershipDeps } from "../household/membership.ts";
import type { Entry } from "../records/record-book.ts";
import type { HouseholdServer } from "../server/household-server.ts";
import { supportError } from "./support-errors.ts";

export type SupportDeps = Readonly<{
  parts: HouseholdParts;
  server: HouseholdServer;
  membership: MembershipDeps;
  random: RandomSource;
  nowMs: () => number;
}>;

export type CaseRecord = Entry<"case">;

/** @throws support.unknown_case */
export function readCaseRecord({ parts: { book } }: Pick<SupportDeps, "parts">, id: CaseId): CaseRecord {
  const record = book.find("case", id);
  if (record !== undefined) return record;
  throw supportError("support.unknown_case", "no record of that case");
}

export function operatorDeps({ parts: { stores, log }, server }: Pick<SupportDeps, "parts" | "server">) {
  return { stores, log, server };
}

/** Somebody whom the roster, as this browser knows it, does not name is shown as such. */
export function staffName(roster: RosterState | undefined, staff: StaffId): StaffName {
  const member = roster?.staff.get(formatId(staff));
  return member === undefined ? { name: "Somebody", team: "support" } : { name: member.name, team: member.team };
}

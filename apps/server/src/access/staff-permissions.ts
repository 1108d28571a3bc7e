// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Which role of the staff may call what: one table, default no. There is no role that may do everything, and none
 * that may look at footage without a household's signature.
 */
import type { StaffRouteName } from "@nightlatch/api-contract";
import { STAFF_ROLES, type StaffRole } from "@nightlatch/protocol/wire";

const EVERYONE: readonly StaffRole[] = STAFF_ROLES;
/** Officers change the roster; a supervisor stops somebody at once. */
const ROSTER_KEEPERS: readonly StaffRole[] = ["officer", "supervisor"];
/** Those to whom a household seals a case's key. */
const CASE_READERS: readonly StaffRole[] = ["support", "supervisor"];
const SUPPORT: readonly StaffRole[] = ["support"];

const TABLE: Readonly<Partial<Record<StaffRouteName, readonly StaffRole[]>>> = {
  deleteStaffSession: EVERYONE,
  readStaffSelf: EVERYONE,
  readRoster: EVERYONE,
  signRosterEntry: ROSTER_KEEPERS,
  readRosterDrafts: ROSTER_KEEPERS,
  deleteRosterDraft: ROSTER_KEEPERS,
  postLegalDemand: ["officer"],
  listStaffCases: CASE_READERS,
  readStaffCase: CASE_READERS,
  readStaffCaseMessages: CASE_READERS,
  readTeamMessages: CASE_READERS,
  appendStaffMessage: CASE_READERS,
  putStaffCaseBoxes: CASE_READERS,
  redeemCaseCode: CASE_READERS,
  listStaffGrants: SUPPORT,
  postAcceptance: SUPPORT,
  readGrantBoxes: SUPPORT,
  postFetch: SUPPORT,
  readGrantedClip: SUPPORT,
  readGrantedPart: SUPPORT,
};

export function mayStaffCall(role: StaffRole, route: StaffRouteName): boolean {
  return TABLE[route]?.includes(role) ?? false;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The whole list of the staff's origin. Nothing of it is served where households are, and the other way round. */
import * as cases from "./cases.ts";
import * as console from "./console.ts";
import * as grants from "./grants.ts";
import * as roster from "./roster.ts";
import * as sessions from "./sessions.ts";

export const STAFF_ROUTES = {
  readConsole: console.readConsole,
  signFounding: console.signFounding,
  createStaffChallenge: sessions.createStaffChallenge,
  createStaffSession: sessions.createStaffSession,
  deleteStaffSession: sessions.deleteStaffSession,
  readStaffSelf: sessions.readStaffSelf,
  readRoster: roster.readRoster,
  signRosterEntry: roster.signRosterEntry,
  readRosterDrafts: roster.readRosterDrafts,
  deleteRosterDraft: roster.deleteRosterDraft,
  postLegalDemand: roster.postLegalDemand,
  listStaffCases: cases.listStaffCases,
  readStaffCase: cases.readStaffCase,
  readStaffCaseMessages: cases.readStaffCaseMessages,
  readTeamMessages: cases.readTeamMessages,
  appendStaffMessage: cases.appendStaffMessage,
  putStaffCaseBoxes: cases.putStaffCaseBoxes,
  redeemCaseCode: cases.redeemCaseCode,
  listStaffGrants: grants.listStaffGrants,
  postAcceptance: grants.postAcceptance,
  readGrantBoxes: grants.readGrantBoxes,
  postFetch: grants.postFetch,
  readGrantedClip: grants.readGrantedClip,
  readGrantedPart: grants.readGrantedPart,
} as const;

export type StaffRouteName = keyof typeof STAFF_ROUTES;

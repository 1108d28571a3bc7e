// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file All that a staff console may do with a key: open cases that were sealed to it and clips that a household granted,
 * and sign for what it asks and takes. This room reaches neither keys nor seal nor open.
 */
export { openCaseMessage, sealCaseKeyFor, type CaseKey, type CasePlace } from "../case-key.ts";
export { openCaseKey, sealStaffMessage } from "./case-desk.ts";
export { GrantedClip, openGrantedClip, type GrantedClipPlace, type GrantedFragment } from "./granted-clip.ts";
export { draftRosterEntry, signRosterEntry, type RosterDraft } from "./sign-roster-entry.ts";
export { signAcceptance, signAccessRequest, signFetchReceipt, signLegalDemand } from "./sign-statement.ts";
export { proveStaffSession, staffFromSeed, type StaffSecrets } from "./staff-secrets.ts";

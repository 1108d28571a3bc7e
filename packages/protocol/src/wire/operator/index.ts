// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The operator in public (protocol §15): who its people are, and what each of them signed. */
export * from "./acceptance.ts";
export * from "./access-request.ts";
export {
  applyRosterEntries,
  applyRosterEntry,
  type RosterAllApplied,
  type RosterApplied,
  type RosterRefused,
  type RosterRefusedAt,
} from "./apply-roster-entry.ts";
export * from "./fetch-receipt.ts";
export * from "./legal-demand.ts";
export * from "./operator-item.ts";
export * from "./purposes.ts";
export {
  MAX_FOUNDERS,
  MAX_ROSTER_WAIT_MS,
  MIN_ROSTER_WAIT_MS,
  type EndBody,
  type EnrolBody,
  type ExtendBody,
  type FoundBody,
  type RestoreBody,
  type RosterBody,
  type SuspendBody,
} from "./roster-body.ts";
export {
  decodeRosterEntry,
  decodeSignedRosterEntry,
  encodeRosterEntry,
  encodeSignedRosterEntry,
  MAX_ROSTER_ENTRY_BYTES,
  ROSTER_CONTEXT,
  rosterHeadOf,
  type RosterEntry,
  type SignedRosterEntry,
  type StaffSignature,
} from "./roster-entry.ts";
export * from "./roster-refusal.ts";
export { isRosterSignature, signersNeeded } from "./roster-signers.ts";
export * from "./roster-state.ts";
export {
  decodeStaffOffer,
  encodeStaffOffer,
  MAX_CREDENTIAL_ID_BYTES,
  MAX_CREDENTIAL_KEY_BYTES,
  MAX_STAFF_NAME_CHARACTERS,
  STAFF_ROLES,
  staffIdOf,
  type Staff,
  type StaffCredential,
  type StaffId,
  type StaffOffer,
  type StaffRole,
} from "./staff.ts";
export * from "./staff-session.ts";
export { MAX_STAFF_STATEMENT_BYTES } from "./staff-signed.ts";

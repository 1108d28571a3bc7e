// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file All that the server may ever understand: layouts, signatures, the ledger's rules. No key, no opening. */
export { ProtocolError, type ProtocolErrorCode } from "../errors.ts";
export { applyEntries, type AllApplied, type RefusedAt } from "./apply-entries.ts";
export { applyEntry, type Applied, type Refused } from "./apply-entry.ts";
export * from "./beacon.ts";
export {
  CASE_BODY_KINDS,
  MAX_CASE_TEXT_CHARACTERS,
  MAX_HEALTH_FIGURES,
  type CaseBody,
  type HealthFigure,
} from "./case-body.ts";
export * from "./case-message.ts";
export { CASE_KEY_BOX_BYTES, MAX_CASE_BOXES, MAX_CASE_MESSAGE_BYTES } from "./case-sizes.ts";
export * from "./clip-header.ts";
export * from "./clip-opening.ts";
export { clipRecipients, type ClipRecipients } from "./clip-recipients.ts";
export {
  decodeDeviceKeys,
  deviceIdOf,
  encodeDeviceKeys,
  ROLES,
  type DevicePublicKeys,
  type Role,
} from "./device-keys.ts";
export type { BoxFor, BoxOf, FirstEpoch, Rotation } from "./epoch-words.ts";
export * from "./fragment-frame.ts";
export { grantKind, type GrantBody, type GrantedClipName, type ReleaseBody, type RevokeBody } from "./grant-body.ts";
export * from "./grant-box.ts";
export { findGrant, grantMinutes, openGrants, type Grant } from "./grants.ts";
export * from "./household-groups.ts";
export * from "./identifiers.ts";
export type {
  ActBody,
  AddBody,
  CancelBody,
  ChangeBody,
  ConfirmBody,
  CreateBody,
  EntryBody,
  GroupBody,
  LeaveBody,
  NewDevice,
  RotateBody,
  RulesBody,
  Withdrawal,
} from "./ledger-body.ts";
export {
  decodeLedgerEntry,
  emptyLog,
  encodeLedgerEntry,
  LEDGER_CONTEXT,
  ledgerHeadOf,
  NO_PREVIOUS,
  type LedgerEntry,
  type SeenLog,
} from "./ledger-entry.ts";
export * from "./lane-leaf.ts";
export { LEDGER_REFUSALS, type LedgerRefusal } from "./ledger-refusal.ts";
export {
  activeDevice,
  activeDevices,
  epochKeyHash,
  isSettled,
  SETTLING_MS,
  type Epoch,
  type LaneKey,
  type LedgerDevice,
  type LedgerGroup,
  type LedgerState,
  type PolicySince,
  type Proposal,
} from "./ledger-state.ts";
export * from "./manifest.ts";
export * from "./operator/index.ts";
export { PROTOCOL_VERSION } from "./protocol-version.ts";
export type { Recipient } from "./recipient.ts";
export * from "./record.ts";
export * from "./release.ts";
export * from "./seed-box.ts";
export * from "./session-challenge.ts";
export { sharedCameraId } from "./shared-camera.ts";
export { signLaneLeaf, type NextLeaf } from "./sign-lane-leaf.ts";
export { decodeSigned, encodeSigned, type SignedBytes } from "./signed-bytes.ts";
export * from "./size-limits.ts";
export * from "./verify-lane-leaf.ts";

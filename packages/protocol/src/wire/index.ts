// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file All that the server may ever understand: layouts, signatures, the ledger's rules. No key, no opening. */
export { ProtocolError, type ProtocolErrorCode } from "../errors.ts";
export { applyEntry, type Applied, type Refused } from "./apply-entry.ts";
export * from "./beacon.ts";
export * from "./clip-header.ts";
export * from "./clip-opening.ts";
export {
  decodeDeviceKeys,
  deviceIdOf,
  encodeDeviceKeys,
  ROLES,
  type DevicePublicKeys,
  type Role,
} from "./device-keys.ts";
export * from "./fragment-frame.ts";
export * from "./identifiers.ts";
export type {
  AddBody,
  BoxFor,
  BoxOf,
  CreateBody,
  EntryBody,
  FirstEpoch,
  NewDevice,
  RotateBody,
  Rotation,
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
export { LEDGER_REFUSALS, type LedgerRefusal } from "./ledger-refusal.ts";
export * from "./ledger-state.ts";
export * from "./manifest.ts";
export { PROTOCOL_VERSION } from "./protocol-version.ts";
export type { Recipient } from "./recipient.ts";
export * from "./record.ts";
export * from "./seed-box.ts";
export * from "./session-challenge.ts";
export { decodeSigned, encodeSigned, type SignedBytes } from "./signed-bytes.ts";
export * from "./size-limits.ts";

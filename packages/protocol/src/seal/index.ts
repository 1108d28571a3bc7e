// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Sealing and signing by hub and members: clips, manifests, beacons, records. */
export { sealCaseKeyFor, type CaseKey } from "../case-key.ts";
export { createCaseKey, sealHouseholdMessage, type HouseholdMessage } from "./household-message.ts";
export type { GrantTarget } from "../grant-keys.ts";
export {
  ClipSealer,
  createClipSealer,
  manifestLeaves,
  type ClipDevice,
  type ClipPlan,
  type PlainFragment,
  type SealedFragment,
} from "./clip-sealer.ts";
export { signBeacon, signManifest } from "./sign-manifest.ts";
export { sealRecord, type RecordPlan, type RecordRecipient } from "./seal-record.ts";
export { MAX_NAME_CHARACTERS, type RecordContent } from "../record-content.ts";

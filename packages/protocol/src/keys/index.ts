// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Secrets of a device: its own keys, epoch seeds, changes of membership, pairing. Never in the server. */
export { addDevice, type Addition } from "./add-device.ts";
export { addGroup, type GroupPlan, type NewGroup } from "./add-group.ts";
export { changeDevice, type DeviceChange } from "./change-device.ts";
export { createHousehold, type HouseholdPlan, type NewHousehold } from "./create-household.ts";
export {
  createPaperKey,
  deviceFromSeed,
  paperPin,
  proveSession,
  seedFromPhrase,
  witnessKeyOf,
  type DeviceSecrets,
} from "./device-secrets.ts";
export { deriveEpoch, type EpochPlace, type EpochSecrets } from "./epoch-secrets.ts";
export { buildKeyring, Keyring, type EpochFault, type SeedBox } from "./keyring.ts";
export { makeLaneLeaf, type LaneLeafMaking, type MadeLaneLeaf } from "./make-lane-leaf.ts";
export { laneSigner } from "./lane-signer.ts";
export { nextLaneLeaf, type NamedLeaf, type NextLeaf } from "./next-lane-leaf.ts";
export * from "./pairing.ts";
export { formatPaperShare, joinPaperShares, parsePaperShare, splitPaperKey, type PaperShare } from "./paper-shares.ts";
export { removeDevices, type Removal, type Removed } from "./remove-devices.ts";
export { cancelProposal, confirmProposal, leaveHousehold, setRules } from "./sign-decision.ts";
export { releaseGrant, revokeGrant, signGrant, type GrantChoice, type SignedRelease } from "./sign-grant.ts";
export { type EntryMaking, type SignedEntry } from "./sign-entry.ts";

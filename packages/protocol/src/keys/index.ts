// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Secrets of a device: its own keys, epoch seeds, changes of membership, pairing. Never in the server. */
export { addDevice, type Addition } from "./add-device.ts";
export { createHousehold, type NewHousehold } from "./create-household.ts";
export {
  createPaperKey,
  deviceFromSeed,
  paperPin,
  proveSession,
  seedFromPhrase,
  type DeviceSecrets,
} from "./device-secrets.ts";
export { deriveEpoch, type EpochPlace, type EpochSecrets } from "./epoch-secrets.ts";
export { buildKeyring, Keyring, type EpochFault, type SeedBox } from "./keyring.ts";
export * from "./pairing.ts";
export { removeDevices, type Removal, type Removed } from "./remove-devices.ts";
export { type EntryMaking, type SignedEntry } from "./sign-entry.ts";

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Gives a device that is in a higher role or more camera groups, with the seeds that it lacks. */
import { ProtocolError } from "../errors.ts";
import {
  activeDevice,
  cameraGroups,
  formatId,
  type DeviceId,
  type GroupId,
  type LedgerState,
  type Role,
} from "../wire/index.ts";
import { groupsFor } from "./add-device.ts";
import type { Keyring } from "./keyring.ts";
import { sealCurrentSeeds } from "./seal-boxes.ts";
import { signEntry, type EntryMaking, type SignedEntry } from "./sign-entry.ts";

export type DeviceChange = Readonly<{
  state: LedgerState;
  keyring: Keyring;
  device: DeviceId;
  role: Role;
  /** All camera groups that a member reads from now on; all there are when absent. */
  groups?: readonly GroupId[];
}>;

/** @throws ledger.* | protocol.unknown_device | protocol.unknown_epoch when the actor itself cannot read a group */
export async function changeDevice(making: EntryMaking, change: DeviceChange): Promise<SignedEntry> {
  const { state, keyring, device: id, role } = change;
  const device = activeDevice(state, id);
  if (device === undefined) throw new ProtocolError("protocol.unknown_device", "the device is not in the household");
  const groups = groupsFor(state, role, change.groups ?? cameraGroups(state));
  const held = new Set(device.groups.map(formatId));
  const comesToRead = groups.filter((group) => !held.has(formatId(group)));
  const sealed = await sealCurrentSeeds(state, keyring, comesToRead, device);
  return signEntry(
    making,
    { state },
    { type: "change", device: id, role, groups, boxes: sealed.map(({ named }) => named) },
    { boxes: [], heldBack: sealed.map(({ box }) => box) },
  );
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Lets a device in: a reader gets the current seed of each of its groups, a hub gets none. */
import { ProtocolError } from "../errors.ts";
import {
  currentEpoch,
  deviceIdOf,
  isReader,
  seedBoxHash,
  type BoxOf,
  type DevicePublicKeys,
  type GroupId,
  type LedgerState,
  type Role,
} from "../wire/index.ts";
import { sealSeedBox } from "./epoch-secrets.ts";
import type { Keyring } from "./keyring.ts";
import { signEntry, type EntryMaking, type SignedEntry } from "./sign-entry.ts";

export type Addition = Readonly<{
  state: LedgerState;
  keyring: Keyring;
  keys: DevicePublicKeys;
  role: Role;
  /** Which groups it reads or writes; all when absent. */
  groups?: readonly GroupId[];
}>;

/** @throws protocol.unknown_epoch when the actor itself cannot read a group */
export async function addDevice(making: EntryMaking, addition: Addition): Promise<SignedEntry> {
  const { state, keyring, keys, role } = addition;
  const groups = addition.groups ?? [...state.groups.values()].map(({ group }) => group);
  const device = deviceIdOf(keys);
  const sealed: { of: BoxOf; box: Uint8Array }[] = [];
  for (const group of isReader(role) ? groups : []) {
    const epoch = currentEpoch(state, group);
    if (epoch === undefined) throw new ProtocolError("protocol.unknown_epoch", "no such camera group");
    const { seed } = keyring.read(epoch.pkHash);
    const box = await sealSeedBox({ lane: state.lane, group, epoch: epoch.epoch, device }, keys.hpke, seed);
    sealed.push({ of: { group, epoch: epoch.epoch, hash: seedBoxHash(box) }, box });
  }
  const body = { type: "add", device: { keys, role }, groups, boxes: sealed.map(({ of }) => of) } as const;
  return signEntry(
    making,
    { state },
    body,
    sealed.map(({ box }) => box),
  );
}

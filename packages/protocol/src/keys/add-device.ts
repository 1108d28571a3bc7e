// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Lets a device in: a reader gets the current seed of each of its groups, a hub that of the lane group. */
import type { VerifyKey } from "@nightlatch/crypto/keys";
import {
  cameraGroups,
  deviceIdOf,
  groupsReadBy,
  laneGroup,
  peopleGroup,
  type CameraId,
  type DevicePublicKeys,
  type GroupId,
  type LedgerState,
  type Role,
} from "../wire/index.ts";
import type { Keyring } from "./keyring.ts";
import { sealCurrentSeeds } from "./seal-boxes.ts";
import { signEntry, type EntryMaking, type SignedEntry } from "./sign-entry.ts";

export type Addition = Readonly<{
  state: LedgerState;
  keyring: Keyring;
  keys: DevicePublicKeys;
  role: Role;
  /** A hub's note key, from its offer. */
  witness?: VerifyKey;
  /** Which camera groups a member reads or a hub records for; all when absent. Owners and paper keys read all. */
  groups?: readonly GroupId[];
  /** What a guest may watch, until when. */
  cameras?: readonly CameraId[];
  untilMs?: number;
}>;

/** @throws ledger.* | protocol.unknown_epoch when the actor itself cannot read a group */
export async function addDevice(making: EntryMaking, addition: Addition): Promise<SignedEntry> {
  const { state, keyring, keys, role, witness } = addition;
  const groups = groupsFor(state, role, addition.groups ?? cameraGroups(state));
  const reads = groupsReadBy(state, { role, groups });
  const sealed = await sealCurrentSeeds(state, keyring, reads, { id: deviceIdOf(keys), keys });
  return signEntry(
    making,
    { state },
    {
      type: "add",
      device: witness === undefined ? { keys, role } : { keys, role, witness },
      groups,
      boxes: sealed.map(({ named }) => named),
      cameras: addition.cameras ?? [],
      untilMs: addition.untilMs ?? 0,
    },
    { boxes: [], heldBack: sealed.map(({ box }) => box) },
  );
}

/** All groups of a device with this role that is given `cameras`. */
export function groupsFor(state: LedgerState, role: Role, cameras: readonly GroupId[]): readonly GroupId[] {
  switch (role) {
    case "owner":
    case "paper":
      return [...state.groups.values()].map(({ group }) => group);
    case "member":
      return [laneGroup(state), peopleGroup(state), ...cameras];
    case "hub":
      return [laneGroup(state), ...cameras];
    case "guest":
      return [];
  }
}

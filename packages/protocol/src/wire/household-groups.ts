// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who reads what: the lane group, the people group, camera groups and their epochs (protocol §4.2). */
import { invariant } from "@nightlatch/errors";
import type { Role } from "./device-keys.ts";
import { formatId, type GroupId } from "./identifiers.ts";
import { activeDevices, isSame, type Epoch, type LedgerDevice, type LedgerState } from "./ledger-state.ts";

/** Every owner, member, paper key and hub: its seeds give the household's key in the public log. */
export function laneGroup(state: LedgerState): GroupId {
  return nthGroup(state, 0);
}

/** Every owner, member and paper key: names of people, devices and groups are sealed to it. */
export function peopleGroup(state: LedgerState): GroupId {
  return nthGroup(state, 1);
}

/** Whose epochs clips are sealed to, oldest first. */
export function cameraGroups(state: LedgerState): readonly GroupId[] {
  return [...state.groups.values()].slice(2).map(({ group }) => group);
}

export function isCameraGroup(state: LedgerState, group: GroupId): boolean {
  return cameraGroups(state).some((camera) => isSame(camera, group));
}

/** The groups whose seeds a device of this role holds. A hub writes to the rest, and must not read them. */
export function groupsReadBy(
  state: LedgerState,
  { role, groups }: Readonly<{ role: Role; groups: readonly GroupId[] }>,
): readonly GroupId[] {
  return role === "hub" ? [laneGroup(state)] : groups;
}

/** Active devices that must hold the seeds of `group`. */
export function readersOf(state: LedgerState, group: GroupId): readonly LedgerDevice[] {
  return activeDevices(state).filter((device) => groupsReadBy(state, device).some((own) => isSame(own, group)));
}

export function currentEpoch(state: LedgerState, group: GroupId): Epoch | undefined {
  return state.groups.get(formatId(group))?.epochs.at(-1);
}

/** Someone left who knows the current seed: nothing may be sealed to it, and nobody new may get it. */
export function isRotationDue(state: LedgerState, group: GroupId): boolean {
  return currentEpoch(state, group)?.endedSeq !== undefined;
}

/** The epoch that a clip or record names, in any group. */
export function findEpoch(state: LedgerState, pkHash: Uint8Array): Epoch | undefined {
  for (const { epochs } of state.groups.values()) {
    const found = epochs.find((epoch) => isSame(epoch.pkHash, pkHash));
    if (found !== undefined) return found;
  }
  return undefined;
}

function nthGroup(state: LedgerState, index: number): GroupId {
  const group = [...state.groups.values()][index];
  invariant(group !== undefined, "every household has a lane group and a people group");
  return group.group;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a household is after a number of entries. Immutable: each entry yields a new state. */
import { labelledHash } from "@nightlatch/crypto/hash";
import type { Hash, HpkePublicKey } from "@nightlatch/crypto/keys";
import { encodeBase64url } from "@nightlatch/bytes";
import type { DevicePublicKeys, Role } from "./device-keys.ts";
import { formatId, type DeviceId, type GroupId, type LaneId } from "./identifiers.ts";

export type LedgerDevice = Readonly<{
  id: DeviceId;
  keys: DevicePublicKeys;
  role: Role;
  /** The camera groups it reads (owner, member, paper) or writes (hub). */
  groups: readonly GroupId[];
  addedSeq: number;
  removedSeq?: number;
}>;

export type Epoch = Readonly<{
  group: GroupId;
  epoch: number;
  pk: HpkePublicKey;
  pkHash: Hash;
  /** Box hashes by device id (text); devices added later come in here too. */
  boxes: ReadonlyMap<string, Hash>;
  /** Absent in epoch 0. */
  chain?: Uint8Array;
}>;

export type LedgerGroup = Readonly<{ group: GroupId; epochs: readonly [Epoch, ...Epoch[]] }>;

export type LedgerState = Readonly<{
  lane: LaneId;
  /** Sequence number of the last entry. */
  seq: number;
  head: Hash;
  /** Hash of entry 0: what a pairing answer pins. */
  createHash: Hash;
  policy: string;
  devices: ReadonlyMap<string, LedgerDevice>;
  groups: ReadonlyMap<string, LedgerGroup>;
}>;

/** How clips and records name an epoch: H("epoch-key", pk). */
export function epochKeyHash(pk: HpkePublicKey): Hash {
  return labelledHash("epoch-key", pk);
}

/** The device if it is in the household now. */
export function activeDevice(state: LedgerState, id: DeviceId): LedgerDevice | undefined {
  const device = state.devices.get(formatId(id));
  return device === undefined || device.removedSeq !== undefined ? undefined : device;
}

export function activeDevices(state: LedgerState): readonly LedgerDevice[] {
  return [...state.devices.values()].filter((device) => device.removedSeq === undefined);
}

/** Whether a role holds epoch seeds. A hub only writes. */
export function isReader(role: Role): boolean {
  return role !== "hub";
}

/** Active devices that must hold the seeds of `group`. */
export function readersOf(state: LedgerState, group: GroupId): readonly LedgerDevice[] {
  const text = formatId(group);
  return activeDevices(state).filter(
    (device) => isReader(device.role) && device.groups.some((own) => formatId(own) === text),
  );
}

export function currentEpoch(state: LedgerState, group: GroupId): Epoch | undefined {
  return state.groups.get(formatId(group))?.epochs.at(-1);
}

/** The epoch that a clip or record names, in any group. */
export function findEpoch(state: LedgerState, pkHash: Uint8Array): Epoch | undefined {
  const wanted = encodeBase64url(pkHash);
  for (const { epochs } of state.groups.values()) {
    const found = epochs.find((epoch) => encodeBase64url(epoch.pkHash) === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

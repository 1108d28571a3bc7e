// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a household is after a number of entries. Immutable: each entry yields a new state. */
import { compareBytes } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import type { Hash, HpkePublicKey, VerifyKey } from "@nightlatch/crypto/keys";
import type { DevicePublicKeys, Role } from "./device-keys.ts";
import { formatId, type CameraId, type DeviceId, type GroupId, type LaneId } from "./identifiers.ts";
import type { Grant } from "./grants.ts";
import type { ActBody } from "./ledger-body.ts";

export type LedgerDevice = Readonly<{
  id: DeviceId;
  keys: DevicePublicKeys;
  role: Role;
  /** A hub's key for cosignatures. */
  witness?: VerifyKey;
  /** The groups it reads; of a hub: the lane group, which it reads, and the camera groups that it records for. */
  groups: readonly GroupId[];
  /** What a guest may watch, until `untilMs`; empty and 0 for every other role. */
  cameras: readonly CameraId[];
  untilMs: number;
  /** The entry that let it in (`create`, `add`, or the `confirm` of an `add`), and that entry's time. */
  addedSeq: number;
  addedTimeMs: number;
  /** The last entry that let it in or gave it more: what it may now needs that entry proved. */
  expandedSeq: number;
  /** Introduced by `create`. */
  isFounder: boolean;
  /** The time of the entry that made it an owner. */
  ownerSinceMs?: number;
  removedSeq?: number;
  leftBy?: "removal" | "leave";
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
  /** The entry after which nothing may be sealed to it: a rotation, or someone's leaving before it. */
  endedSeq?: number;
}>;

export type LedgerGroup = Readonly<{ group: GroupId; epochs: readonly [Epoch, ...Epoch[]] }>;

/** An act that a second device, or a day, has to confirm. Named by the head of its entry. */
export type Proposal = Readonly<{ head: Hash; seq: number; actor: DeviceId; timeMs: number; body: ActBody }>;

/** The household's key in the public log from an entry on; one for each epoch of the lane group. */
export type LaneKey = Readonly<{ fromSeq: number; key: VerifyKey }>;

/** The household's policy for the public log from an entry on. */
export type PolicySince = Readonly<{ fromSeq: number; policy: string }>;

export type LedgerState = Readonly<{
  lane: LaneId;
  /** Sequence number of the last entry. */
  seq: number;
  head: Hash;
  /** Hash of entry 0: what a pairing answer pins. */
  createHash: Hash;
  policy: string;
  /** All that it ever had: a log is judged by the policy that it proved last (protocol §13.4). */
  policies: readonly PolicySince[];
  /** No owner lets anyone in alone. */
  joint: boolean;
  laneKeys: readonly LaneKey[];
  /** Everyone who is or ever was in, by id (text). */
  devices: ReadonlyMap<string, LedgerDevice>;
  /** In the order of their making: the lane group, the people group, camera groups. */
  groups: ReadonlyMap<string, LedgerGroup>;
  /** By the head (text) of the entry that made them. */
  proposals: ReadonlyMap<string, Proposal>;
  /** By the head (text) that names them. Ended ones stay until the next one comes. */
  grants: ReadonlyMap<string, Grant>;
}>;

/** How long a new owner's, and a paper key's, acts wait for someone to object. */
export const SETTLING_MS = 24 * 60 * 60 * 1000;

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

/** Whether an owner may act alone at `timeMs`: someone who came in an hour ago must not put the others out. */
export function isSettled(device: LedgerDevice, timeMs: number): boolean {
  if (device.role !== "owner" || device.ownerSinceMs === undefined) return false;
  return device.isFounder || timeMs - device.ownerSinceMs >= SETTLING_MS;
}

/** For what is public: stops at the first difference, which mostly is the first byte. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a[0] === b[0] && compareBytes(a, b) === 0;
}

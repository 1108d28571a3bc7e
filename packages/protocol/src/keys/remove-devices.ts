// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Puts devices out and changes every key they held, in one entry. With no device: a plain rotation. */
import { SEED_BYTES } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import {
  activeDevice,
  formatId,
  isReader,
  readersOf,
  seedBoxHash,
  type DeviceId,
  type GroupId,
  type LedgerState,
  type Rotation,
} from "../wire/index.ts";
import { deriveEpoch, sealChain, sealSeedBox, type EpochSecrets } from "./epoch-secrets.ts";
import type { Keyring } from "./keyring.ts";
import { signEntry, type EntryMaking, type SignedEntry } from "./sign-entry.ts";

export type Removal = Readonly<{ state: LedgerState; keyring: Keyring; remove: readonly DeviceId[] }>;
export type Removed = SignedEntry & Readonly<{ keyring: Keyring }>;

type GroupRotation = Readonly<{ rotation: Rotation; boxes: readonly Uint8Array[]; secrets: EpochSecrets }>;

/** @throws protocol.unknown_device | protocol.unknown_epoch */
export async function removeDevices(making: EntryMaking, removal: Removal): Promise<Removed> {
  const { state, keyring, remove } = removal;
  const rotations: GroupRotation[] = [];
  for (const group of groupsToRotate(state, remove)) {
    rotations.push(await rotateGroup(making, removal, group));
  }
  const body = { type: "rotate", remove, rotations: rotations.map(({ rotation }) => rotation) } as const;
  const boxes = rotations.flatMap((rotation) => rotation.boxes);
  const signed = await signEntry(making, { state }, body, boxes);
  return { ...signed, keyring: keyring.with(...rotations.map(({ secrets }) => secrets)) };
}

function groupsToRotate(state: LedgerState, remove: readonly DeviceId[]): readonly GroupId[] {
  const all = [...state.groups.values()].map(({ group }) => group);
  if (remove.length === 0) return all;
  const held = new Set<string>();
  for (const id of remove) {
    const device = activeDevice(state, id);
    if (device === undefined) throw new ProtocolError("protocol.unknown_device", "the device is not in the household");
    if (isReader(device.role)) for (const group of device.groups) held.add(formatId(group));
  }
  return all.filter((group) => held.has(formatId(group)));
}

async function rotateGroup({ random }: EntryMaking, removal: Removal, group: GroupId): Promise<GroupRotation> {
  const { state, keyring, remove } = removal;
  const removed = new Set(remove.map(formatId));
  const known = state.groups.get(formatId(group))?.epochs;
  const last = known?.at(-1);
  if (known === undefined || last === undefined) throw new ProtocolError("protocol.unknown_epoch", "no such group");

  const place = { lane: state.lane, group, epoch: known.length };
  const secrets = await deriveEpoch(place, random(SEED_BYTES));
  // A hostile owner may have kept the last seed from us. History then goes on from the newest one that we hold; who
  // must be put out can still be put out.
  const held = [...known].reverse().find((epoch) => keyring.find(epoch.pkHash) !== undefined) ?? last;
  const chain = await sealChain(place, secrets.seed, keyring.read(held.pkHash).seed, random);
  const readers = readersOf(state, group).filter((device) => !removed.has(formatId(device.id)));
  const boxes = await Promise.all(
    readers.map((device) => sealSeedBox({ ...place, device: device.id }, device.keys.hpke, secrets.seed)),
  );
  const named = readers.map((device, i) => ({ device: device.id, hash: seedBoxHash(boxes[i] ?? new Uint8Array()) }));
  return { rotation: { group, epoch: place.epoch, pk: secrets.pk, boxes: named, chain }, boxes, secrets };
}

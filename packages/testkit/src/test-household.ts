// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A household with an owner, a member, a paper key and a hub, and its ledger, in one line. */
import { encodeHex } from "@nightlatch/bytes";
import type { RandomSource } from "@nightlatch/crypto/random";
import {
  addDevice,
  buildKeyring,
  createHousehold,
  deviceFromSeed,
  witnessKeyOf,
  type DeviceSecrets,
  type Keyring,
  type SeedBox,
  type SignedEntry,
} from "@nightlatch/protocol/keys";
import {
  cameraGroups,
  currentEpoch,
  decodeLedgerEntry,
  decodeSigned,
  deviceIdOf,
  formatId,
  MAX_LEDGER_ENTRY_BYTES,
  peopleGroup,
  seedBoxHash,
  type DeviceId,
  type EntryBody,
  type Epoch,
  type GroupId,
  type LedgerState,
  type Role,
} from "@nightlatch/protocol/wire";
import { seededRandom } from "./seeded-random.ts";

/** 21 September 2026, 13:46:40 UTC. */
export const TEST_NOW_MS = 1_790_000_800_000;

export type TestHousehold = Readonly<{
  random: RandomSource;
  owner: DeviceSecrets;
  member: DeviceSecrets;
  paper: DeviceSecrets;
  hub: DeviceSecrets;
  /** The one camera group. */
  group: GroupId;
  /** Signed entries in order: create, then add paper, hub, member. */
  entries: readonly SignedEntry[];
  state: LedgerState;
  /** The owner's. */
  keyring: Keyring;
  /** The camera group's: clips and cameras' records are sealed to it. */
  epoch: Epoch;
  /** The people group's: names are sealed to it. */
  peopleEpoch: Epoch;
}>;

/** `nowMs` is what its entries are dated with: a real server takes in only what is of its own time. */
export async function testHousehold(seed = "household", nowMs = TEST_NOW_MS): Promise<TestHousehold> {
  const random = seededRandom(seed);
  const owner = await deviceFromSeed(random(32));
  const [member, paper, hub] = [
    await deviceFromSeed(random(32)),
    await deviceFromSeed(random(32)),
    await deviceFromSeed(random(32)),
  ];
  const making = { actor: owner, random, nowMs };
  const created = await createHousehold(making);
  const entries: SignedEntry[] = [created];
  let state = created.state;
  const newcomers: readonly (readonly [DeviceSecrets, Role])[] = [
    [paper, "paper"],
    [hub, "hub"],
    [member, "member"],
  ];
  for (const [device, role] of newcomers) {
    const witness = role === "hub" ? { witness: witnessKeyOf(device).publicKey } : {};
    const { keyring } = created;
    const added = await addDevice(making, { state, keyring, keys: device.publicKeys, role, ...witness });
    entries.push(added);
    state = added.state;
  }
  const [group] = cameraGroups(state);
  if (group === undefined) throw new Error("a household has a camera group");
  return {
    random,
    owner,
    member,
    paper,
    hub,
    group,
    entries,
    state,
    keyring: created.keyring,
    epoch: epochOf(state, group),
    peopleEpoch: epochOf(state, peopleGroup(state)),
  };
}

/** The boxes of one entry that are meant for `device`, as an honest server hands them out once they are let go. */
export function boxesFor(
  { entry, boxes, heldBack }: Pick<SignedEntry, "entry" | "boxes" | "heldBack">,
  device: DeviceSecrets,
): readonly SeedBox[] {
  const { body } = decodeLedgerEntry(decodeSigned(entry, MAX_LEDGER_ENTRY_BYTES, "entry").bytes);
  const byHash = new Map([...boxes, ...heldBack].map((box) => [encodeHex(seedBoxHash(box)), box]));
  return placesOf(body).flatMap(({ group, epoch, hash, to }) => {
    const box = byHash.get(encodeHex(hash));
    return box !== undefined && formatId(to) === formatId(device.id) ? [{ group, epoch, box }] : [];
  });
}

type BoxPlace = Readonly<{ group: GroupId; epoch: number; hash: Uint8Array; to: DeviceId }>;

function placesOf(body: EntryBody): readonly BoxPlace[] {
  switch (body.type) {
    case "create":
      return body.groups.flatMap(({ group, boxes }) =>
        boxes.map(({ device: to, hash }) => ({ group, epoch: 0, hash, to })),
      );
    case "group":
      return body.group.boxes.map(({ device: to, hash }) => ({ group: body.group.group, epoch: 0, hash, to }));
    case "add":
      return body.boxes.map((box) => ({ ...box, to: deviceIdOf(body.device.keys) }));
    case "change":
      return body.boxes.map((box) => ({ ...box, to: body.device }));
    case "rotate":
      return body.rotations.flatMap(({ group, epoch, boxes }) =>
        boxes.map(({ device: to, hash }) => ({ group, epoch, hash, to })),
      );
    default:
      return [];
  }
}

/** The keyring that `device` builds from all entries. */
export function keyringOf(household: TestHousehold, device: DeviceSecrets): Promise<Keyring> {
  const boxes = household.entries.flatMap((entry) => boxesFor(entry, device));
  return buildKeyring(household.state, device, boxes);
}

export function epochOf(state: LedgerState, group: GroupId): Epoch {
  const epoch = currentEpoch(state, group);
  if (epoch === undefined) throw new Error("the household has no such group");
  return epoch;
}

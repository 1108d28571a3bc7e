// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A household with an owner, a member, a paper key and a hub, and its ledger, in one line. */
import type { RandomSource } from "@nightlatch/crypto/random";
import {
  addDevice,
  buildKeyring,
  createHousehold,
  deviceFromSeed,
  type DeviceSecrets,
  type Keyring,
  type SeedBox,
  type SignedEntry,
} from "@nightlatch/protocol/keys";
import {
  currentEpoch,
  decodeLedgerEntry,
  decodeSigned,
  deviceIdOf,
  formatId,
  MAX_LEDGER_ENTRY_BYTES,
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
  group: GroupId;
  /** Signed entries in order: create, then add paper, hub, member. */
  entries: readonly SignedEntry[];
  state: LedgerState;
  /** The owner's. */
  keyring: Keyring;
  epoch: Epoch;
}>;

export async function testHousehold(seed = "household"): Promise<TestHousehold> {
  const random = seededRandom(seed);
  const owner = await deviceFromSeed(random(32));
  const [member, paper, hub] = [
    await deviceFromSeed(random(32)),
    await deviceFromSeed(random(32)),
    await deviceFromSeed(random(32)),
  ];
  const making = { actor: owner, random, nowMs: TEST_NOW_MS };
  const created = await createHousehold(making);
  const entries: SignedEntry[] = [created];
  let state = created.state;
  const newcomers: readonly (readonly [DeviceSecrets, Role])[] = [
    [paper, "paper"],
    [hub, "hub"],
    [member, "member"],
  ];
  for (const [device, role] of newcomers) {
    const added = await addDevice(making, { state, keyring: created.keyring, keys: device.publicKeys, role });
    entries.push(added);
    state = added.state;
  }
  const group = firstGroup(state);
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
  };
}

/** The boxes of one entry that are meant for `device`, as an honest server hands them out. */
export function boxesFor(signed: SignedEntry, device: DeviceSecrets): readonly SeedBox[] {
  const { body } = decodeLedgerEntry(decodeSigned(signed.entry, MAX_LEDGER_ENTRY_BYTES, "entry").bytes);
  const places =
    body.type === "add"
      ? body.boxes.map(({ group, epoch }) => ({ group, epoch, to: deviceIdOf(body.device.keys) }))
      : body.type === "create"
        ? body.groups.flatMap(({ group, boxes }) => boxes.map((box) => ({ group, epoch: 0, to: box.device })))
        : body.rotations.flatMap(({ group, epoch, boxes }) => boxes.map((box) => ({ group, epoch, to: box.device })));
  return places.flatMap(({ group, epoch, to }, i) => {
    const box = signed.boxes[i];
    return box !== undefined && formatId(to) === formatId(device.id) ? [{ group, epoch, box }] : [];
  });
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

function firstGroup(state: LedgerState): GroupId {
  const [group] = state.groups.values();
  if (group === undefined) throw new Error("a household has a group");
  return group.group;
}

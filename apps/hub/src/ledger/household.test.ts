// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Under whose key a camera's clips are sealed: an owner's choice, as far as the ledger lets this hub follow it. */
import { addDevice, addGroup, deviceFromSeed, removeDevices, witnessKeyOf } from "@nightlatch/protocol/keys";
import { laneGroup, peopleGroup, type DeviceId, type GroupId, type LedgerState } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { isSameEpoch, sealingTerms, type ReadTerms } from "./household.ts";

let home: TestHousehold;
let state: LedgerState;
let terms: ReadTerms;
/** A second camera group, made after the hub was let in. */
let second: GroupId;

beforeEach(async () => {
  home = await testHousehold();
  const added = await addGroup(making(), { state: home.state, keyring: home.keyring });
  [state, second] = [added.state, added.group];
  home = { ...home, keyring: added.keyring };
  terms = sealingTerms(home.hub.id, () => state);
});

describe("the terms of a camera", () => {
  it("are those of the hub's first camera group when nobody said otherwise", () => {
    expect(terms()?.group).toEqual(home.group);
    expect(terms(home.group)).toMatchObject({ group: home.group, epoch: home.epoch });
  });

  it("are those of the group that an owner chose, though it is younger than the hub", () => {
    const [first, chosen] = [terms(), terms(second)];
    expect([first?.group, chosen?.group]).toEqual([home.group, second]);
    // What was begun under the one does not go on under the other.
    expect(first !== undefined && isSameEpoch(first, chosen)).toBe(false);
  });

  it.each<[string, () => GroupId]>([
    ["is none of the household's", () => new Uint8Array(16).fill(9) as GroupId],
    ["is the group of all people, which is no camera's", () => peopleGroup(state)],
    ["is the group of the lane, whose seeds hubs hold", () => laneGroup(state)],
  ])("stay those of the first group when the chosen one %s", (_why, wished) => {
    expect(terms(wished())?.group).toEqual(home.group);
  });

  it("are of the hub's own camera group when it is not let record for the household's first", async () => {
    const hub = await addedHub([second]);
    const own = sealingTerms(hub, () => state);
    expect(own()?.group).toEqual(second);
  });

  it("are none for a hub that was put out, whatever was chosen", async () => {
    const { keyring } = home;
    state = (await removeDevices(making(), { state, keyring, remove: [home.hub.id] })).state;
    expect([terms(), terms(home.group), terms(second)]).toEqual([undefined, undefined, undefined]);
  });

  it("are the same object until the household changes: they are asked for with every frame", () => {
    const before = terms(home.group);
    expect(terms(home.group)).toBe(before);
    state = { ...state };
    expect(terms(home.group)).not.toBe(before);
  });
});

function making() {
  return { actor: home.owner, random: home.random, nowMs: TEST_NOW_MS };
}

async function addedHub(groups: readonly GroupId[]): Promise<DeviceId> {
  const hub = await deviceFromSeed(home.random(32));
  const { keyring } = home;
  const plan = {
    state,
    keyring,
    keys: hub.publicKeys,
    role: "hub",
    witness: witnessKeyOf(hub).publicKey,
    groups,
  } as const;
  state = (await addDevice(making(), plan)).state;
  return hub.id;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
import { boxesFor, keyringOf, TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import {
  activeDevice,
  applyEntry,
  cameraGroups,
  formatId,
  isRotationDue,
  laneGroup,
  peopleGroup,
  readersOf,
  SETTLING_MS,
  type CameraId,
  type GroupId,
  type LedgerState,
} from "../wire/index.ts";
import { addDevice } from "./add-device.ts";
import { addGroup } from "./add-group.ts";
import { changeDevice } from "./change-device.ts";
import { createHousehold } from "./create-household.ts";
import { deviceFromSeed, witnessKeyOf, type DeviceSecrets } from "./device-secrets.ts";
import { buildKeyring, type Keyring } from "./keyring.ts";
import { laneSigner } from "./lane-signer.ts";
import { removeDevices } from "./remove-devices.ts";
import { leaveHousehold } from "./sign-decision.ts";
import type { EntryMaking } from "./sign-entry.ts";

let home: TestHousehold;
let newcomer: DeviceSecrets;

beforeEach(async () => {
  home = await testHousehold("acts");
  newcomer = await deviceFromSeed(home.random(32));
});

function by(actor: DeviceSecrets, nowMs = TEST_NOW_MS): EntryMaking {
  return { actor, random: home.random, nowMs };
}

function groupsOf({ epochs }: Keyring): readonly string[] {
  return [...new Set(epochs.map(({ group }) => formatId(group)))].sort();
}

function named(...groups: readonly GroupId[]): readonly string[] {
  return groups.map(formatId).sort();
}

function readers(state: LedgerState, group: GroupId): readonly string[] {
  return readersOf(state, group).map(({ role }) => role);
}

function hasKeyOf(keyring: Keyring, state: LedgerState, group: GroupId): boolean {
  const epoch = state.groups.get(formatId(group))?.epochs.at(-1);
  return epoch !== undefined && keyring.find(epoch.pkHash) !== undefined;
}

describe("a new household", () => {
  it("has a lane group, a people group and as many camera groups as asked for, all the founder's", async () => {
    const created = await createHousehold(by(home.owner), { groups: 3 });
    expect(cameraGroups(created.state)).toHaveLength(3);
    const opened = await buildKeyring(created.state, home.owner, boxesFor(created, home.owner));
    expect(groupsOf(opened)).toHaveLength(5);
    expect(opened.faults).toEqual([]);
    expect(created.heldBack).toEqual([]);
  });

  it("is not made with a policy that nobody can read", async () => {
    await expect(createHousehold(by(home.owner), { policy: "quorum nobody\n" })).rejects.toMatchObject({
      code: "ledger.bad_policy",
    });
  });

  it("remembers the log that its maker saw", async () => {
    const seen = { size: 7, root: home.state.head };
    const { entry, state } = await leaveHousehold({ ...by(home.member), seen }, home.state);
    expect(applyEntry(home.state, entry)).toMatchObject({
      kind: "applied",
      entry: { seen: { ...seen, timeMs: TEST_NOW_MS } },
    });
    expect(state.devices.get(formatId(home.member.id))?.leftBy).toBe("leave");
  });
});

describe("a device that is let in", () => {
  it("reads what its role reads: a member its groups, a hub the lane group, a guest none", async () => {
    const { state, keyring } = home;
    const grown = await addGroup(by(home.owner), { state, keyring });
    const member = await addDevice(by(home.owner), {
      ...grown,
      keys: newcomer.publicKeys,
      role: "member",
      groups: [home.group],
    });
    expect(groupsOf(await buildKeyring(member.state, newcomer, boxesFor(member, newcomer)))).toEqual(
      named(laneGroup(state), peopleGroup(state), home.group),
    );
    expect(groupsOf(await keyringOf(home, home.hub))).toEqual(named(laneGroup(state)));
    const cameras = [home.random(16) as Uint8Array as CameraId];
    const guest = { keys: newcomer.publicKeys, role: "guest", cameras, untilMs: TEST_NOW_MS + 1 } as const;
    const invited = await addDevice(by(home.owner), { state, keyring, ...guest });
    expect(boxesFor(invited, newcomer)).toEqual([]);
    expect(activeDevice(invited.state, newcomer.id)).toMatchObject({ role: "guest", groups: [], cameras });
  });

  it("gets its boxes only when they are let go", async () => {
    const added = await addDevice(by(home.owner), { ...home, keys: newcomer.publicKeys, role: "member" });
    expect(added.boxes).toEqual([]);
    expect(added.heldBack).toHaveLength(3);
    const sent = await buildKeyring(added.state, newcomer, boxesFor({ ...added, heldBack: [] }, newcomer));
    expect(sent.epochs).toEqual([]);
  });

  it("is not let in by whoever may not, or with less than its role needs", async () => {
    const { state, keyring, member, hub, owner } = home;
    const plan = { state, keyring, keys: newcomer.publicKeys, role: "member" } as const;
    await expect(addDevice(by(member), plan)).rejects.toMatchObject({ code: "ledger.not_allowed" });
    await expect(addDevice(by(hub), plan)).rejects.toMatchObject({ code: "ledger.not_allowed" });
    await expect(addDevice(by(newcomer), plan)).rejects.toMatchObject({ code: "ledger.unknown_actor" });
    await expect(addDevice(by(owner), { ...plan, role: "hub" })).rejects.toMatchObject({ code: "ledger.malformed" });
    await expect(addDevice(by(owner), { ...plan, role: "guest" })).rejects.toMatchObject({ code: "ledger.malformed" });
    await expect(addDevice(by(owner), { ...plan, groups: [] })).rejects.toMatchObject({
      code: "ledger.wrong_recipients",
    });
    await expect(addDevice(by(owner), { ...plan, keys: member.publicKeys })).rejects.toMatchObject({
      code: "ledger.device_exists",
    });
  });
});

describe("a device that gets more", () => {
  it("reads a new group with its history when it gets it, and not before", async () => {
    const grown = await addGroup(by(home.owner), home);
    expect(readers(grown.state, grown.group)).toEqual(["owner", "paper"]);
    const rotated = await removeDevices(by(home.owner), { ...grown, remove: [] });
    const change = { ...rotated, device: home.member.id, role: "member" } as const;
    const changed = await changeDevice(by(home.owner), change);
    expect(changed.heldBack).toHaveLength(1);
    const before = await keyringOf(home, home.member);
    const after = await buildKeyring(changed.state, home.member, boxesFor(changed, home.member), before);
    const ofGroup = after.epochs.filter(({ group }) => formatId(group) === formatId(grown.group));
    expect(ofGroup.map(({ epoch }) => epoch).sort()).toEqual([0, 1]);
  });

  it("is an owner a day later, and until then proposes", async () => {
    const raised = await changeDevice(by(home.owner), { ...home, device: home.member.id, role: "owner" });
    const removal = { state: raised.state, keyring: home.keyring, remove: [home.paper.id] };
    const soon = await removeDevices(by(home.member), removal);
    expect(activeDevice(soon.state, home.paper.id)).toBeDefined();
    expect(soon.state.proposals.size).toBe(1);
    const later = await removeDevices(by(home.member, TEST_NOW_MS + SETTLING_MS), removal);
    expect(activeDevice(later.state, home.paper.id)).toBeUndefined();
  });

  it("is neither a hub nor a paper key, nor a stranger", async () => {
    for (const device of [home.hub.id, home.paper.id]) {
      await expect(changeDevice(by(home.owner), { ...home, device, role: "owner" })).rejects.toMatchObject({
        code: "ledger.not_allowed",
      });
    }
    const stranger = { ...home, device: newcomer.id, role: "owner" } as const;
    await expect(changeDevice(by(home.owner), stranger)).rejects.toMatchObject({ code: "protocol.unknown_device" });
  });
});

describe("what is taken away", () => {
  it("is one group of a member: the next key of that group passes it by, the others stay", async () => {
    const withdraw = [{ device: home.member.id, groups: [home.group] }];
    const taken = await removeDevices(by(home.owner), { ...home, remove: [], withdraw });
    expect(readers(taken.state, home.group)).toEqual(["owner", "paper"]);
    const theirs = await buildKeyring(
      taken.state,
      home.member,
      boxesFor(taken, home.member),
      await keyringOf(home, home.member),
    );
    expect(hasKeyOf(theirs, taken.state, home.group)).toBe(false);
    expect(hasKeyOf(theirs, taken.state, peopleGroup(taken.state))).toBe(true);
  });

  it("is boxed anew for proved readers at once, and for the others when they are proved", async () => {
    const added = await addDevice(by(home.owner), { ...home, keys: newcomer.publicKeys, role: "member" });
    const isProved = ({ addedSeq }: { addedSeq: number }) => addedSeq < added.state.seq;
    const rotated = await removeDevices(by(home.owner), {
      state: added.state,
      keyring: home.keyring,
      remove: [],
      isProved,
    });
    expect(rotated.heldBack).toHaveLength(3);
    expect(boxesFor({ ...rotated, heldBack: [] }, newcomer)).toEqual([]);
    expect(boxesFor({ ...rotated, heldBack: [] }, home.member)).toHaveLength(3);
  });

  it("changes the household's key in the public log with the lane group's, and a reader checks it", async () => {
    const { state, keyring } = await removeDevices(by(home.owner), { ...home, remove: [home.hub.id] });
    expect(state.laneKeys.map(({ fromSeq }) => fromSeq)).toEqual([0, state.seq]);
    const newest = keyring.epochs.find(
      ({ group, epoch }) => formatId(group) === formatId(laneGroup(state)) && epoch === 1,
    );
    if (newest === undefined) throw new Error("a new lane epoch");
    expect(laneSigner(state.lane, newest).publicKey).toEqual(state.laneKeys[1]?.key);
  });

  it("is no seed that names another lane key than the ledger", async () => {
    const [first] = home.state.laneKeys;
    if (first === undefined) throw new Error("a lane key");
    const laneKeys = [{ ...first, key: witnessKeyOf(newcomer).publicKey }];
    const lied = await keyringOf({ ...home, state: { ...home.state, laneKeys } }, home.owner);
    expect(groupsOf(lied)).toEqual(named(peopleGroup(home.state), home.group));
    expect(lied.faults).toMatchObject([{ group: laneGroup(home.state), error: { code: "protocol.wrong_key" } }]);
  });
});

describe("leaving", () => {
  it("stops the keys that the leaver knew until an owner changes exactly those", async () => {
    const left = await leaveHousehold(by(home.member), home.state);
    const grown = { state: left.state, keyring: home.keyring };
    const due = [...left.state.groups.values()].filter(({ group }) => isRotationDue(left.state, group));
    expect(due).toHaveLength(3);
    const plan = { ...grown, keys: newcomer.publicKeys, role: "member" } as const;
    await expect(addDevice(by(home.owner), plan)).rejects.toMatchObject({ code: "ledger.rotation_due" });
    const mended = await removeDevices(by(home.owner), { ...grown, remove: [] });
    expect([...mended.state.groups.values()].some(({ group }) => isRotationDue(mended.state, group))).toBe(false);
    expect((await addDevice(by(home.owner), { ...plan, ...mended })).state.devices.size).toBe(5);
  });

  it("of a hub awaits a new lane key only", async () => {
    const left = await leaveHousehold(by(home.hub), home.state);
    const mended = await removeDevices(by(home.owner), { state: left.state, keyring: home.keyring, remove: [] });
    const epochs = [...mended.state.groups.values()].map((group) => group.epochs.length);
    expect(epochs).toEqual([2, 1, 1]);
  });

  it("is not for the last owner", async () => {
    await expect(leaveHousehold(by(home.owner), home.state)).rejects.toMatchObject({ code: "ledger.last_owner" });
  });
});

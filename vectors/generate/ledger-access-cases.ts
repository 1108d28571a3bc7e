// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who comes in, and who gets more (protocol §4.4 rules 7 to 11). */
import type { AddBody, BoxOf, ChangeBody, GroupId, Role } from "@nightlatch/protocol/wire";
import { witnessKeyOf, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import type { LedgerCase } from "./ledger.ts";
import { anyGroup, anyHash, judgeBehind, type LedgerScene } from "./ledger-scene.ts";

export async function accessCases(scene: LedgerScene): Promise<readonly LedgerCase[]> {
  return [...(await addCases(scene)), ...(await changeCases(scene))];
}

async function addCases(scene: LedgerScene): Promise<readonly LedgerCase[]> {
  const { who, groups, camera, home, left, removed, random } = scene;
  const { lane, people, front, garden } = groups;
  const add = (
    role: Role,
    named: readonly GroupId[],
    over: Partial<AddBody> = {},
    newcomer: DeviceSecrets = who.stranger,
  ): AddBody => ({
    type: "add",
    device: { keys: newcomer.publicKeys, role },
    groups: named,
    boxes: boxesOf(scene, role === "hub" ? named.slice(0, 1) : named),
    cameras: [],
    untilMs: 0,
    ...over,
  });
  const all = [lane, people, front, garden];
  const own = [lane, people, front];
  const witness = witnessKeyOf(who.robot).publicKey;
  const robot = { keys: who.robot.publicKeys, role: "hub", witness } as const;
  const keys = who.stranger.publicKeys;
  const withKeys = (over: Partial<typeof keys>) =>
    add("member", own, { device: { keys: { ...keys, ...over }, role: "member" } });
  const hub = (over: Partial<typeof robot>, named = [lane, front]) =>
    add("hub", named, { device: { ...robot, ...over } });
  const guest = (over: Partial<AddBody>) => add("guest", [], { cameras: [camera], untilMs: TEST_NOW_MS * 2, ...over });
  const later = (body: AddBody) => ({ ...body, boxes: body.boxes.map((box) => ({ ...box, epoch: 1 })) });
  const judge = judgeBehind(scene);
  return [
    await judge("an owner let in", home, add("owner", all)),
    await judge("a paper key let in", home, add("paper", all)),
    await judge("a member let in", home, add("member", own)),
    await judge("a hub let in", home, hub({})),
    await judge("a guest let in", home, guest({})),
    await judge("a device that is in", home, add("member", own, {}, who.member), "ledger.device_exists"),
    await judge("a device that was put out", removed, add("member", own, {}, who.member), "ledger.device_exists"),
    await judge(
      "a session key of another device",
      home,
      withKeys({ session: who.member.publicKeys.session }),
      "ledger.key_reused",
    ),
    await judge(
      "a session key that is another's ledger key",
      home,
      withKeys({ session: who.owner.publicKeys.ledger }),
      "ledger.key_reused",
    ),
    await judge(
      "a ledger key that a removed device had",
      removed,
      withKeys({ ledger: who.member.publicKeys.ledger }),
      "ledger.key_reused",
    ),
    await judge(
      "a ledger key that is a hub's witness key",
      home,
      withKeys({ ledger: witnessKeyOf(who.hub).publicKey }),
      "ledger.key_reused",
    ),
    await judge("one key for entries and sessions", home, withKeys({ session: keys.ledger }), "ledger.key_reused"),
    await judge(
      "another device's receiving key",
      home,
      withKeys({ hpke: who.hub.publicKeys.hpke }),
      "ledger.key_reused",
    ),
    await judge(
      "a witness key that is another's session key",
      home,
      hub({ witness: who.owner.publicKeys.session }),
      "ledger.key_reused",
    ),
    await judge(
      "a witness key that is its own ledger key",
      home,
      hub({ witness: robot.keys.ledger }),
      "ledger.key_reused",
    ),
    await judge(
      "a witness key of another hub",
      home,
      hub({ witness: witnessKeyOf(who.hub).publicKey }),
      "ledger.key_reused",
    ),
    await judge("a hub without a witness key", home, add("hub", [lane, front]), "ledger.malformed"),
    await judge(
      "a member with a witness key",
      home,
      add("member", own, { device: { keys, role: "member", witness } }),
      "ledger.malformed",
    ),
    await judge(
      "a group that does not exist",
      home,
      add("member", [...own, anyGroup(scene.random)]),
      "ledger.unknown_group",
    ),
    await judge("one group twice", home, add("member", [...own, front]), "ledger.unknown_group"),
    await judge("an owner who reads less than all", home, add("owner", own), "ledger.wrong_recipients"),
    await judge("a paper key that reads less than all", home, add("paper", own), "ledger.wrong_recipients"),
    await judge("a member without the lane group", home, add("member", [people, front]), "ledger.wrong_recipients"),
    await judge("a member without the people group", home, add("member", [lane, front]), "ledger.wrong_recipients"),
    await judge("a member without a camera group", home, add("member", [lane, people]), "ledger.wrong_recipients"),
    await judge("a hub without a camera group", home, hub({}, [lane]), "ledger.wrong_recipients"),
    await judge("a hub in the people group", home, hub({}, [lane, people, front]), "ledger.wrong_recipients"),
    await judge("a hub outside the lane group", home, hub({}, [front]), "ledger.wrong_recipients"),
    await judge(
      "a guest in a group",
      home,
      guest({ groups: [front], boxes: boxesOf(scene, [front]) }),
      "ledger.wrong_recipients",
    ),
    await judge("a guest without a camera", home, guest({ cameras: [] }), "ledger.malformed"),
    await judge("a guest with one camera twice", home, guest({ cameras: [camera, camera] }), "ledger.malformed"),
    await judge("a guest whose time is over", home, guest({ untilMs: TEST_NOW_MS }), "ledger.malformed"),
    await judge("a member with a camera", home, add("member", own, { cameras: [camera] }), "ledger.malformed"),
    await judge("a member with an end", home, add("member", own, { untilMs: TEST_NOW_MS * 2 }), "ledger.malformed"),
    await judge("a member without a seed", home, add("member", own, { boxes: [] }), "ledger.wrong_recipients"),
    await judge(
      "a member with a seed too few",
      home,
      add("member", own, { boxes: boxesOf(scene, [lane, people]) }),
      "ledger.wrong_recipients",
    ),
    await judge(
      "a member with another group's seed",
      home,
      add("member", own, { boxes: boxesOf(scene, [lane, people, garden]) }),
      "ledger.wrong_recipients",
    ),
    await judge(
      "a member with one seed twice",
      home,
      add("member", own, { boxes: boxesOf(scene, [lane, people, people]) }),
      "ledger.wrong_recipients",
    ),
    await judge(
      "a hub with a camera group's seed",
      home,
      { ...hub({}), boxes: boxesOf(scene, [lane, front]) },
      "ledger.wrong_recipients",
    ),
    await judge("a guest with a seed", home, guest({ boxes: boxesOf(scene, [front]) }), "ledger.wrong_recipients"),
    await judge("seeds of epochs to come", home, later(add("member", own)), "ledger.wrong_epoch"),
    await judge("seeds of epochs that are over", removed, add("member", own), "ledger.wrong_epoch"),
    await judge("a member while a leaver knows its keys", left, add("member", own), "ledger.rotation_due"),
    await judge(
      "a hub while a leaver knows the lane group's key",
      left,
      hub({}, [lane, garden]),
      "ledger.rotation_due",
    ),
    await judge("a guest, who reads no group, while one is due", left, guest({})),
    await judge(
      "a box that is a stranger's",
      home,
      { ...add("member", own), boxes: [...boxesOf(scene, own), { group: garden, epoch: 0, hash: anyHash(random) }] },
      "ledger.wrong_recipients",
    ),
  ];
}

async function changeCases(scene: LedgerScene): Promise<readonly LedgerCase[]> {
  const { who, groups, home, left, removed } = scene;
  const { lane, people, front, garden } = groups;
  const all = [lane, people, front, garden];
  const change = (over: Partial<ChangeBody>): ChangeBody => ({
    type: "change",
    device: who.member.id,
    role: "member",
    groups: all,
    boxes: boxesOf(scene, [garden]),
    ...over,
  });
  const ofGuest = (over: Partial<ChangeBody>) =>
    change({
      device: who.guest.id,
      groups: [lane, people, front],
      boxes: boxesOf(scene, [lane, people, front]),
      ...over,
    });
  const judge = judgeBehind(scene);
  return [
    await judge("a member gets one more group", home, change({})),
    await judge("a member becomes an owner", home, change({ role: "owner" })),
    await judge("a guest becomes a member", home, ofGuest({})),
    await judge("a guest becomes an owner", home, ofGuest({ role: "owner", groups: all, boxes: boxesOf(scene, all) })),
    await judge("more for a stranger", home, change({ device: who.stranger.id }), "ledger.unknown_device"),
    await judge("more for someone who was put out", removed, change({}), "ledger.unknown_device"),
    await judge("more for a hub", home, change({ device: who.hub.id }), "ledger.not_allowed"),
    await judge("more for a paper key", home, change({ device: who.paper.id }), "ledger.not_allowed"),
    await judge("nothing more", home, change({ groups: [lane, people, front], boxes: [] }), "ledger.malformed"),
    await judge("a lower role", home, change({ device: who.young.id, groups: all, boxes: [] }), "ledger.malformed"),
    await judge("a group less", home, change({ groups: [lane, people, garden] }), "ledger.malformed"),
    await judge("a member becomes a hub", home, change({ role: "hub", groups: all }), "ledger.malformed"),
    await judge("a member becomes a paper key", home, change({ role: "paper" }), "ledger.malformed"),
    await judge(
      "an owner who reads less than all",
      home,
      change({ role: "owner", groups: [lane, people, front], boxes: [] }),
      "ledger.wrong_recipients",
    ),
    await judge(
      "a guest becomes a member of nothing",
      home,
      ofGuest({ groups: [lane, people], boxes: boxesOf(scene, [lane, people]) }),
      "ledger.wrong_recipients",
    ),
    await judge(
      "a change to a group that does not exist",
      home,
      change({ groups: [...all, anyGroup(scene.random)] }),
      "ledger.unknown_group",
    ),
    await judge("a change without the seed", home, change({ boxes: [] }), "ledger.wrong_recipients"),
    await judge(
      "a change with a seed that it has",
      home,
      change({ boxes: boxesOf(scene, [front, garden]) }),
      "ledger.wrong_recipients",
    ),
    await judge(
      "a change with a seed of an epoch to come",
      home,
      change({ boxes: boxesOf(scene, [garden]).map((box) => ({ ...box, epoch: 1 })) }),
      "ledger.wrong_epoch",
    ),
    await judge("a change while a leaver knows the key", left, ofGuest({}), "ledger.rotation_due"),
  ];
}

function boxesOf({ random }: LedgerScene, groups: readonly GroupId[]): readonly BoxOf[] {
  return groups.map((group) => ({ group, epoch: 0, hash: anyHash(random) }));
}

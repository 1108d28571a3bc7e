// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Removal, withdrawal, new keys, leaving (protocol §4.4 rules 12 to 15). */
import { removeDevices, type DeviceSecrets, type Removal } from "@nightlatch/protocol/keys";
import type { GroupId, RotateBody, Rotation } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import type { LedgerCase } from "./ledger.ts";
import {
  anyGroup,
  anyHash,
  anyLaneKey,
  extend,
  judgeBehind,
  lastBody,
  nextEntry,
  readEntry,
  type History,
  type LedgerScene,
} from "./ledger-scene.ts";

export async function rotateCases(scene: LedgerScene): Promise<readonly LedgerCase[]> {
  return [...(await removalCases(scene)), ...(await withdrawalCases(scene)), ...(await leaveCases(scene))];
}

async function removalCases(scene: LedgerScene): Promise<readonly LedgerCase[]> {
  const { who, groups, home, removed, random } = scene;
  const whole = lastBody(removed, "rotate");
  const bent = (over: Partial<RotateBody>): RotateBody => ({ ...whole, ...over });
  const first = (over: Partial<Rotation>): RotateBody =>
    bent({ rotations: whole.rotations.map((rotation, i) => (i === 0 ? { ...rotation, ...over } : rotation)) });
  const { laneKey: _laneKey, ...withoutLaneKey } = whole;
  const [lane, people, front] = whole.rotations;
  const reused = home.state.laneKeys[0]?.key;
  const oldKey = home.state.groups.values().next().value?.epochs[0].pk;
  if (lane === undefined || people === undefined || front === undefined) throw new Error("three rotations");
  if (reused === undefined || oldKey === undefined) throw new Error("a first key");
  const box = (device: DeviceSecrets) => ({ device: device.id, hash: anyHash(random) });
  const judge = judgeBehind(scene);
  return [
    await judge("a removal", home, whole),
    await judge("a guest's removal, which changes no key", home, {
      type: "rotate",
      remove: [who.guest.id],
      withdraw: [],
      rotations: [],
    }),
    await judge("a hub's removal", home, await honest(scene, home, { remove: [who.hub.id] })),
    await judge("new keys for everyone", home, await honest(scene, home, { remove: [] })),
    await judge(
      "a rotation of nothing",
      home,
      { type: "rotate", remove: [], withdraw: [], rotations: [] },
      "ledger.malformed",
    ),
    await judge("a removal of a stranger", home, bent({ remove: [who.stranger.id] }), "ledger.unknown_device"),
    await judge("one removal twice", home, bent({ remove: [who.member.id, who.member.id] }), "ledger.unknown_device"),
    await judge("a removal of someone who was put out", removed, whole, "ledger.unknown_device"),
    await judge(
      "a removal of the last owners",
      home,
      bent({ remove: [who.owner.id, who.young.id] }),
      "ledger.last_owner",
    ),
    await judge(
      "a removal without new keys",
      home,
      { type: "rotate", remove: whole.remove, withdraw: [], rotations: [] },
      "ledger.rotation_incomplete",
    ),
    await judge(
      "a removal that leaves a group its key",
      home,
      bent({ rotations: [lane, people] }),
      "ledger.rotation_incomplete",
    ),
    await judge(
      "a hub's removal without a new lane key",
      home,
      { type: "rotate", remove: [who.hub.id], withdraw: [], rotations: [] },
      "ledger.rotation_incomplete",
    ),
    await judge("a new key twice", home, bent({ rotations: [...whole.rotations, front] }), "ledger.malformed"),
    await judge(
      "a new key for a group that is not there",
      home,
      bent({ rotations: [...whole.rotations, { ...front, group: anyGroup(scene.random) }] }),
      "ledger.unknown_group",
    ),
    await judge("the lane group's epoch without a lane key", home, withoutLaneKey, "ledger.malformed"),
    await judge(
      "a lane key without the lane group's epoch",
      home,
      { type: "rotate", remove: [], withdraw: [], rotations: [await frontOnly(scene)], laneKey: anyLaneKey(random) },
      "ledger.malformed",
    ),
    await judge("a lane key used before", home, bent({ laneKey: reused }), "ledger.key_reused"),
    await judge("an epoch left out", home, first({ epoch: 2 }), "ledger.wrong_epoch"),
    await judge("an epoch that is there", home, first({ epoch: 0 }), "ledger.wrong_epoch"),
    await judge("an epoch key used before", home, first({ pk: oldKey }), "ledger.wrong_epoch"),
    await judge("one epoch key for two groups", home, first({ pk: people.pk }), "ledger.wrong_epoch"),
    await judge(
      "a new key for the removed device, too",
      home,
      first({ boxes: [...lane.boxes, box(who.member)] }),
      "ledger.wrong_recipients",
    ),
    await judge(
      "a new key that leaves a reader out",
      home,
      first({ boxes: lane.boxes.slice(1) }),
      "ledger.wrong_recipients",
    ),
    await judge(
      "a new key for one reader twice",
      home,
      first({ boxes: [...lane.boxes.slice(1), ...lane.boxes.slice(1, 2)] }),
      "ledger.wrong_recipients",
    ),
    await judge(
      "a new key for a guest",
      home,
      first({ boxes: [...lane.boxes, box(who.guest)] }),
      "ledger.wrong_recipients",
    ),
    await judge(
      "a camera group's new key for a hub",
      home,
      bent({ rotations: [lane, people, { ...front, boxes: [...front.boxes, box(who.hub)] }] }),
      "ledger.wrong_recipients",
    ),
    await judge("a rotation with a chain of 59 bytes", home, first({ chain: new Uint8Array(59) }), "ledger.malformed"),
    await judge(
      "a removal of a whole group's readers at once",
      home,
      bent({ remove: [who.member.id, who.paper.id] }),
      "ledger.rotation_incomplete",
    ),
    await judge("a rotation of one camera group", home, {
      type: "rotate",
      remove: [],
      withdraw: [],
      rotations: [await rotationOf(scene, groups.garden)],
    }),
  ];
}

async function withdrawalCases(scene: LedgerScene): Promise<readonly LedgerCase[]> {
  const { who, groups, home } = scene;
  const { lane, people, front, garden } = groups;
  const whole = await honest(scene, home, { remove: [], withdraw: [{ device: who.member.id, groups: [front] }] });
  const from = (device: DeviceSecrets, named: readonly GroupId[]): RotateBody => ({
    ...whole,
    withdraw: [{ device: device.id, groups: named }],
  });
  const judge = judgeBehind(scene);
  return [
    await judge("a group taken from a member", home, whole),
    await judge("a group taken from a stranger", home, from(who.stranger, [front]), "ledger.unknown_device"),
    await judge("a group taken from an owner", home, from(who.young, [front]), "ledger.not_allowed"),
    await judge("a group taken from a hub", home, from(who.hub, [front]), "ledger.not_allowed"),
    await judge("a group taken that it does not read", home, from(who.member, [garden]), "ledger.not_allowed"),
    await judge("the lane group taken", home, from(who.member, [lane]), "ledger.not_allowed"),
    await judge("the people group taken", home, from(who.member, [people]), "ledger.not_allowed"),
    await judge("no group taken", home, from(who.member, []), "ledger.malformed"),
    await judge("one group taken twice", home, from(who.member, [front, front]), "ledger.malformed"),
    await judge(
      "taken from one member twice",
      home,
      { ...whole, withdraw: [...whole.withdraw, ...whole.withdraw] },
      "ledger.unknown_device",
    ),
    await judge(
      "taken from someone who is put out",
      home,
      { ...whole, remove: [who.member.id] },
      "ledger.unknown_device",
    ),
    await judge("taken without a new key", home, { ...whole, rotations: [] }, "ledger.rotation_incomplete"),
    await judge("taken, with the new key for it", home, withReader(scene, whole), "ledger.wrong_recipients"),
  ];
}

async function leaveCases(scene: LedgerScene): Promise<readonly LedgerCase[]> {
  const { who, groups, home, left, keyring } = scene;
  const making = { actor: who.owner, random: scene.random, nowMs: TEST_NOW_MS };
  const { state } = left;
  const mended = extend(left, "mended", await removeDevices(making, { state, keyring, remove: [] }));
  const due = lastBody(mended, "rotate");
  const alone = extend(
    home,
    "alone",
    await removeDevices(making, { state: home.state, keyring, remove: [who.young.id] }),
  );
  const leave = async (name: string, after: History, actor: DeviceSecrets, error?: LedgerCase["error"]) => ({
    name,
    after,
    entry: await nextEntry(scene, after, { type: "leave" }, actor),
    ...(error === undefined ? {} : { error }),
  });
  const judge = judgeBehind(scene);
  return [
    await leave("a member leaves", home, who.member),
    await leave("a guest leaves", home, who.guest),
    await leave("a hub leaves", home, who.hub),
    await leave("a paper key leaves", home, who.paper),
    await leave("one of two owners leaves", home, who.owner),
    await leave("an owner of a day leaves", home, who.young),
    await leave("the last owner leaves", alone, who.owner, "ledger.last_owner"),
    await leave("whoever left leaves again", left, who.member, "ledger.unknown_actor"),
    await judge("new keys after someone left", left, due),
    await judge(
      "new keys for some of what is due",
      left,
      { ...due, rotations: due.rotations.slice(0, 2) },
      "ledger.rotation_incomplete",
    ),
    await judge(
      "another group's new key while others are due",
      left,
      { type: "rotate", remove: [], withdraw: [], rotations: [await rotationOf(scene, groups.garden)] },
      "ledger.rotation_incomplete",
    ),
    await judge(
      "a guest's removal that passes over what is due",
      left,
      { type: "rotate", remove: [who.guest.id], withdraw: [], rotations: [] },
      "ledger.rotation_incomplete",
    ),
  ];
}

/** What an honest owner's device signs. */
async function honest(
  { who, random, keyring }: LedgerScene,
  { state }: History,
  removal: Pick<Removal, "remove" | "withdraw">,
): Promise<RotateBody> {
  const making = { actor: who.owner, random, nowMs: TEST_NOW_MS };
  const { entry } = await removeDevices(making, { state, keyring, ...removal });
  return readEntry(entry).body as RotateBody;
}

async function rotationOf(scene: LedgerScene, group: GroupId): Promise<Rotation> {
  const { rotations } = await honest(scene, scene.home, { remove: [] });
  const found = rotations.find((rotation) => rotation.group.every((byte, i) => byte === group[i]));
  if (found === undefined) throw new Error("no rotation of that group");
  return found;
}

function frontOnly(scene: LedgerScene): Promise<Rotation> {
  return rotationOf(scene, scene.groups.front);
}

function withReader({ who, random }: LedgerScene, body: RotateBody): RotateBody {
  const box = { device: who.member.id, hash: anyHash(random) };
  return { ...body, rotations: body.rotations.map((rotation) => ({ ...rotation, boxes: [...rotation.boxes, box] })) };
}

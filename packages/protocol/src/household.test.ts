// SPDX-License-Identifier: AGPL-3.0-or-later
import { EMPTY_ROOT, merkleRoot } from "@nightlatch/crypto/merkle";
import { boxesFor, epochOf, keyringOf, TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { describe, expect, it } from "vitest";
import { addDevice, buildKeyring, deviceFromSeed, paperPin, removeDevices, type Keyring } from "./keys/index.ts";
import { openClip, openRecord } from "./open/index.ts";
import { createClipSealer, manifestLeaves, sealRecord } from "./seal/index.ts";
import {
  applyEntry,
  decodeClipOpening,
  formatId,
  TRACKS,
  type BootId,
  type CameraId,
  type GroupId,
  SETTLING_MS,
} from "./wire/index.ts";

function recordClip({ hub, state, group, epoch, random }: TestHousehold) {
  return createClipSealer({
    hub,
    lane: state.lane,
    group,
    camera: random(16) as Uint8Array as CameraId,
    epochKey: epoch,
    seq: state.seq,
    boot: random(16) as Uint8Array as BootId,
    startMs: TEST_NOW_MS,
    random,
  });
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

function epochsOf({ epochs }: Keyring, group: GroupId): readonly number[] {
  return epochs.flatMap((one) => (formatId(one.group) === formatId(group) ? [one.epoch] : [])).sort();
}

describe("a household", () => {
  it("opens what its hub sealed, and refuses any flipped byte of opening or fragment", async () => {
    const home = await testHousehold();
    const sealer = await recordClip(home);
    const init = await sealer.sealFragment({ track: TRACKS.init, startsGop: false, plain: Uint8Array.of(1, 2, 3) });
    const { frame } = await sealer.sealFragment({ track: TRACKS.video, startsGop: true, plain: home.random(64) });

    const opener = await openClip(decodeClipOpening(sealer.opening), home.state, home.keyring);
    const opened = await opener.openFragment(init.frame);
    expect([...opened.plain]).toEqual([1, 2, 3]);
    const leaves = manifestLeaves(init);
    expect(opened.plainLeaf).toEqual(leaves.plainLeaf);
    expect(merkleRoot([opened.sealedLeaf])).toEqual(leaves.sealedLeaf);
    expect(merkleRoot([])).toEqual(EMPTY_ROOT);
    expect((await opener.openFragment(frame)).sequence).toBe(1);

    for (let at = 0; at < frame.length; at += 1) {
      await expect(opener.openFragment(flipped(frame, at)), `byte ${String(at)}`).rejects.toThrow();
    }
    for (let at = 0; at < sealer.opening.length; at += 7) {
      const attempt = async () => openClip(decodeClipOpening(flipped(sealer.opening, at)), home.state, home.keyring);
      await expect(attempt(), `byte ${String(at)}`).rejects.toThrow();
    }
  });

  it("gives a new device all history by the chain, and a removed one nothing new", async () => {
    const { owner, member, group, random, state, keyring } = await testHousehold();
    const making = { actor: owner, random, nowMs: TEST_NOW_MS };
    const rotated = await removeDevices(making, { state, keyring, remove: [] });
    const newcomer = await deviceFromSeed(random(32));
    const added = await addDevice(making, { ...rotated, keys: newcomer.publicKeys, role: "member" });
    const theirs = await buildKeyring(added.state, newcomer, boxesFor(added, newcomer));
    expect(epochsOf(theirs, group)).toEqual([0, 1]);

    const removed = await removeDevices(making, {
      state: added.state,
      keyring: rotated.keyring,
      remove: [newcomer.id],
    });
    expect(removed.state.devices.get(formatId(newcomer.id))?.removedSeq).toBe(removed.state.seq);
    const left = await buildKeyring(removed.state, newcomer, boxesFor(removed, newcomer), theirs);
    expect(left.find(epochOf(removed.state, group).pkHash)).toBeUndefined();
    const members = await buildKeyring(removed.state, member, boxesFor(removed, member));
    expect(epochsOf(members, group)).toEqual([0, 1, 2]);
  });

  it("keeps no seed that is not the ledger's, says so, and loses no other epoch by it", async () => {
    const home = await testHousehold();
    const lied = { ...home.epoch, pk: home.random(1216) as Uint8Array as typeof home.epoch.pk };
    const groups = new Map(home.state.groups).set(formatId(home.group), { group: home.group, epochs: [lied] });
    const keyring = await keyringOf({ ...home, state: { ...home.state, groups } }, home.owner);
    expect(epochsOf(keyring, home.group)).toEqual([]);
    expect(keyring.epochs).toHaveLength(2);
    expect(keyring.faults).toMatchObject([{ group: home.group, error: { code: "protocol.wrong_key" } }]);
  });

  it("can put out an owner who sealed junk to everyone, and reads on what it read before", async () => {
    const home = await testHousehold();
    const making = { actor: home.owner, random: home.random, nowMs: TEST_NOW_MS };
    const mallory = await deviceFromSeed(home.random(32));
    const joined = await addDevice(making, { ...home, keys: mallory.publicKeys, role: "owner" });
    // A day later: until then an owner's new keys for the lane group are a proposal.
    const byMallory = { actor: mallory, random: home.random, nowMs: TEST_NOW_MS + SETTLING_MS };
    const honest = await removeDevices(byMallory, { state: joined.state, keyring: home.keyring, remove: [] });
    // As the ledger's rules see it this is a fine entry: only hashes of boxes stand in it.
    const junk = honest.boxes.map((box) => flipped(box, 1160));
    const junkBoxes = boxesFor({ ...honest, boxes: junk }, home.owner);
    const locked = await buildKeyring(honest.state, home.owner, junkBoxes, home.keyring);
    expect(locked.find(epochOf(honest.state, home.group).pkHash)).toBeUndefined();

    const out = await removeDevices(making, { state: honest.state, keyring: locked, remove: [mallory.id] });
    const members = await buildKeyring(out.state, home.member, boxesFor(out, home.member));
    expect(epochsOf(members, home.group)).toEqual([0, 2]);
  });

  it("takes in no more devices than could be put out again", async () => {
    const { owner, random, state, keyring } = await testHousehold();
    const copies = Array.from(
      { length: 256 },
      (_, i) => [`copy ${String(i)}`, state.devices.get(formatId(owner.id))] as const,
    );
    const full = { ...state, devices: new Map([...state.devices, ...copies]) as typeof state.devices };
    const { publicKeys: keys } = await deviceFromSeed(random(32));
    const making = { actor: owner, random, nowMs: TEST_NOW_MS };
    await expect(addDevice(making, { state: full, keyring, keys, role: "member" })).rejects.toThrow(
      "ledger.too_many_devices",
    );
  });

  it("lets a member name its own device only, and nobody use up the versions", async () => {
    const { owner, member, state, peopleEpoch, keyring } = await testHousehold();
    const to = { kind: "epoch", epoch: peopleEpoch.pkHash, pk: peopleEpoch.pk } as const;
    const content = { kind: "device", name: "mine", person: "Mia" } as const;
    const plan = { author: member, lane: state.lane, id: owner.id, version: 1, to, content, atMs: TEST_NOW_MS };
    const keys = { device: owner, keyring };
    await expect(openRecord(await sealRecord(plan), state, keys)).rejects.toMatchObject({
      code: "protocol.not_allowed",
    });
    expect((await openRecord(await sealRecord({ ...plan, id: member.id }), state, keys))?.content).toEqual(content);
    const huge = await sealRecord({ ...plan, id: member.id, version: 2 ** 32 + 1 });
    await expect(openRecord(huge, state, keys)).rejects.toMatchObject({ code: "protocol.too_large" });
  });

  it("pins a paper key to its household by what no server can make", async () => {
    const { state, random } = await testHousehold();
    const [paper, other] = [random(32), random(32)];
    const pin = paperPin(paper, state.lane, state.createHash);
    expect(paperPin(paper, state.lane, state.createHash)).toEqual(pin);
    expect(paperPin(other, state.lane, state.createHash)).not.toEqual(pin);
    expect(paperPin(paper, state.lane, state.head)).not.toEqual(pin);
  });

  it("does not open a seed box that the ledger does not name", async () => {
    const { owner, member, entries, state } = await testHousehold();
    const own = entries.flatMap((entry) => boxesFor(entry, owner));
    const swapped = own.map((box) => ({ ...box, box: flipped(box.box, 1160) }));
    expect((await buildKeyring(state, owner, swapped)).epochs).toEqual([]);
    expect((await buildKeyring(state, member, own)).epochs).toEqual([]);
  });

  it("lets the paper key propose a new owner and nothing else", async () => {
    const home = await testHousehold();
    const newcomer = await deviceFromSeed(home.random(32));
    const keyring = await keyringOf(home, home.paper);
    const byPaper = { actor: home.paper, random: home.random, nowMs: TEST_NOW_MS };
    const asOwner = { state: home.state, keyring, keys: newcomer.publicKeys, role: "owner" } as const;
    const recovered = await addDevice(byPaper, asOwner);
    expect(applyEntry(home.state, recovered.entry).kind).toBe("applied");
    expect(recovered.state.devices.has(formatId(newcomer.id))).toBe(false);
    expect(recovered.state.proposals.size).toBe(1);
    await expect(addDevice(byPaper, { ...asOwner, role: "member" })).rejects.toThrow("ledger.not_allowed");
  });

  it("seals names so that no flipped byte opens", async () => {
    const { owner, state, peopleEpoch, keyring } = await testHousehold();
    const to = { kind: "epoch", epoch: peopleEpoch.pkHash, pk: peopleEpoch.pk } as const;
    const content = { kind: "household", name: "Canary Lane 7" } as const;
    const plan = { author: owner, lane: state.lane, id: state.lane, version: 1, to, content, atMs: TEST_NOW_MS };
    const record = await sealRecord(plan);
    expect(new TextDecoder("latin1").decode(record)).not.toContain("Canary");
    const keys = { device: owner, keyring };
    expect((await openRecord(record, state, keys))?.content).toEqual(content);
    for (let at = 0; at < record.length; at += 11) {
      await expect(openRecord(flipped(record, at), state, keys), `byte ${String(at)}`).rejects.toThrow();
    }
  });

  it("keeps a record for one device from every other", async () => {
    const { owner, member, hub, state, keyring } = await testHousehold();
    const to = { kind: "device", device: hub.id, pk: hub.publicKeys.hpke } as const;
    const source = { kind: "rtsp", url: "rtsp://192.0.2.7/door", username: "door", password: "hunter2" } as const;
    const content = { kind: "camera-source", source } as const;
    const plan = { author: owner, lane: state.lane, id: state.lane, version: 1, to, content, atMs: TEST_NOW_MS };
    const record = await sealRecord(plan);
    expect((await openRecord(record, state, { device: hub, keyring }))?.content).toEqual(content);
    expect(await openRecord(record, state, { device: member, keyring })).toBeUndefined();
  });

  it("pads contents, so that a record's size tells little", async () => {
    const { owner, state, epoch } = await testHousehold();
    const to = { kind: "epoch", epoch: epoch.pkHash, pk: epoch.pk } as const;
    const sizes = ["A", "A much longer name than that"].map(async (name) => {
      const plan = { author: owner, lane: state.lane, id: state.lane, version: 1, to, atMs: TEST_NOW_MS };
      return (await sealRecord({ ...plan, content: { kind: "household", name } })).length;
    });
    const [short, long] = await Promise.all(sizes);
    expect(short).toBe(long);
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeBase64url } from "@nightlatch/bytes";
import { EMPTY_ROOT, merkleRoot } from "@nightlatch/crypto/merkle";
import { systemRandom } from "@nightlatch/crypto/random";
import { describe, expect, it } from "vitest";
import {
  addDevice,
  buildKeyring,
  createHousehold,
  createPaperKey,
  deviceFromSeed,
  removeDevices,
} from "./keys/index.ts";
import type { DeviceSecrets, SeedBox, SignedEntry } from "./keys/index.ts";
import { openClip, openRecord } from "./open/index.ts";
import { createClipSealer, sealRecord } from "./seal/index.ts";
import {
  applyEntry,
  currentEpoch,
  decodeClipOpening,
  decodeLedgerEntry,
  decodeSigned,
  formatId,
  TRACKS,
  type BootId,
  type CameraId,
  type GroupId,
  type LedgerState,
} from "./wire/index.ts";

const random = systemRandom;
const nowMs = 1_790_000_000_000;

/** Boxes for one device, as a server would hand them out. */
function boxesFor(signed: SignedEntry, device: DeviceSecrets): readonly SeedBox[] {
  const entry = decodeLedgerEntry(decodeSigned(signed.entry, 1 << 20, "entry").bytes);
  const { body } = entry;
  const named =
    body.type === "create"
      ? body.groups.flatMap(({ group, boxes }) => boxes.map((box) => ({ group, epoch: 0, device: box.device })))
      : body.type === "add"
        ? body.boxes.map(({ group, epoch }) => ({ group, epoch, device: device.id }))
        : body.rotations.flatMap(({ group, epoch, boxes }) =>
            boxes.map((box) => ({ group, epoch, device: box.device })),
          );
  return named.flatMap(({ group, epoch, device: to }, i) => {
    const box = signed.boxes[i];
    return box !== undefined && formatId(to) === formatId(device.id) ? [{ group, epoch, box }] : [];
  });
}

async function household() {
  const [owner, second, hub] = await Promise.all([random(32), random(32), random(32)].map(deviceFromSeed));
  if (owner === undefined || second === undefined || hub === undefined) throw new Error("three devices");
  const created = await createHousehold({ actor: owner, random, nowMs });
  const group = [...created.state.groups.values()][0]?.group as GroupId;
  const withHub = await addDevice({ actor: owner, random, nowMs }, { ...created, keys: hub.publicKeys, role: "hub" });
  return { owner, second, hub, group, created, withHub, keyring: created.keyring };
}

async function recordClip(hub: DeviceSecrets, state: LedgerState, group: GroupId) {
  const epoch = currentEpoch(state, group);
  if (epoch === undefined) throw new Error("no epoch");
  return createClipSealer({
    hub,
    lane: state.lane,
    group,
    camera: random(16) as Uint8Array as CameraId,
    epochKey: epoch,
    seq: state.seq,
    boot: random(16) as Uint8Array as BootId,
    startMs: nowMs,
    random,
  });
}

describe("a household", () => {
  it("opens what its hub sealed, and refuses any flipped byte of opening or frame", async () => {
    const { hub, group, withHub, keyring } = await household();
    const { state } = withHub;
    const sealer = await recordClip(hub, state, group);
    const init = await sealer.sealFragment({ track: TRACKS.init, startsGop: false, plain: Uint8Array.of(1, 2, 3) });
    const frame = await sealer.sealFragment({ track: TRACKS.video, startsGop: true, plain: random(64) });

    const opener = await openClip(decodeClipOpening(sealer.opening), state, keyring);
    const opened = await opener.openFragment(init.frame);
    expect([...opened.plain]).toEqual([1, 2, 3]);
    expect(opened.plainLeaf).toEqual(init.plainLeaf);
    expect(merkleRoot([opened.sealedLeaf])).toEqual(init.sealedLeaf);
    expect(merkleRoot([])).toEqual(EMPTY_ROOT);
    expect((await opener.openFragment(frame.frame)).sequence).toBe(1);

    for (let i = 0; i < frame.frame.length; i += 1) {
      const changed = Uint8Array.from(frame.frame);
      changed[i] = (changed[i] ?? 0) ^ 1;
      await expect(opener.openFragment(changed), `byte ${i}`).rejects.toThrow();
    }
    for (let i = 0; i < sealer.opening.length; i += 7) {
      const changed = Uint8Array.from(sealer.opening);
      changed[i] = (changed[i] ?? 0) ^ 1;
      const attempt = async () => openClip(decodeClipOpening(changed), state, keyring);
      await expect(attempt(), `byte ${i}`).rejects.toThrow();
    }
  });

  it("gives a new device all history by the chain, and a removed one nothing new", async () => {
    const { owner, second, group, withHub, keyring } = await household();
    const making = { actor: owner, random, nowMs };
    const rotated = await removeDevices(making, { state: withHub.state, keyring, remove: [] });
    const added = await addDevice(making, {
      state: rotated.state,
      keyring: rotated.keyring,
      keys: second.publicKeys,
      role: "member",
    });
    const theirs = await buildKeyring(added.state, second, boxesFor(added, second));
    expect(theirs.epochs.map(({ epoch }) => epoch).sort()).toEqual([0, 1]);

    const removed = await removeDevices(making, { state: added.state, keyring: rotated.keyring, remove: [second.id] });
    expect(removed.state.devices.get(formatId(second.id))?.removedSeq).toBe(removed.state.seq);
    const left = await buildKeyring(removed.state, second, boxesFor(removed, second), theirs);
    expect(left.find(currentEpoch(removed.state, group)?.pkHash ?? new Uint8Array())).toBeUndefined();
    const owners = await buildKeyring(removed.state, owner, boxesFor(removed, owner));
    expect(owners.epochs.map(({ epoch }) => epoch).sort()).toEqual([0, 1, 2]);
  });

  it("refuses a seed that is not the ledger's, even from a genuine entry's box list", async () => {
    const { owner, created } = await household();
    const box = created.boxes[0];
    const group = [...created.state.groups.values()][0];
    if (box === undefined || group === undefined) throw new Error("a box");
    const first = { ...group.epochs[0], pk: random(1216) as (typeof group.epochs)[0]["pk"] };
    const lying = {
      ...created.state,
      groups: new Map([[formatId(group.group), { ...group, epochs: [first] as const }]]),
    };
    await expect(buildKeyring(lying, owner, [{ group: group.group, epoch: 0, box }])).rejects.toMatchObject({
      code: "protocol.wrong_key",
    });
  });

  it("lets the paper key bring in a new owner and nothing else", async () => {
    const { owner, second, created, keyring } = await household();
    const paper = await deviceFromSeed(createPaperKey(random).seed);
    const withPaper = await addDevice(
      { actor: owner, random, nowMs },
      { state: created.state, keyring, keys: paper.publicKeys, role: "paper" },
    );
    const papers = await buildKeyring(withPaper.state, paper, boxesFor(withPaper, paper));
    const byPaper = { actor: paper, random, nowMs };
    const asOwner = { state: withPaper.state, keyring: papers, keys: second.publicKeys, role: "owner" } as const;
    const recovered = await addDevice(byPaper, asOwner);
    expect(applyEntry(withPaper.state, recovered.entry).kind).toBe("applied");
    await expect(addDevice(byPaper, { ...asOwner, role: "member" })).rejects.toThrow("ledger.not_allowed");
  });

  it("keeps names from the server and refuses a record by someone who may not write it", async () => {
    const { owner, hub, group, withHub, keyring } = await household();
    const { state } = withHub;
    const epoch = currentEpoch(state, group);
    if (epoch === undefined) throw new Error("no epoch");
    const to = { kind: "epoch", epoch: epoch.pkHash, pk: epoch.pk } as const;
    const content = { kind: "household", name: "Canary Lane 7" } as const;
    const plan = { author: owner, lane: state.lane, id: state.lane, version: 1, to, content, atMs: nowMs };
    const record = await sealRecord(plan);
    expect(new TextDecoder().decode(record)).not.toContain("Canary");
    const keys = { device: owner, keyring };
    expect((await openRecord(record, state, keys))?.content).toEqual(content);
    const byHub = await sealRecord({ ...plan, author: hub });
    await expect(openRecord(byHub, state, keys)).rejects.toMatchObject({ code: "protocol.not_allowed" });
    for (let i = 0; i < record.length; i += 11) {
      const changed = Uint8Array.from(record);
      changed[i] = (changed[i] ?? 0) ^ 128;
      await expect(openRecord(changed, state, keys), `byte ${i}`).rejects.toThrow();
    }
    expect(encodeBase64url(state.lane)).toHaveLength(22);
  });
});

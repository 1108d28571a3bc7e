// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who is served what: a member its groups, a guest what has a key for it, and nobody more. */
import type { DeviceSession } from "@nightlatch/api-client";
import { encodeMediaMessage, HUB_SOCKET_PATH, VIEWER_SOCKET_PATH } from "@nightlatch/api-contract";
import { encodeBase64url } from "@nightlatch/bytes";
import { addDevice, addGroup, deviceFromSeed, removeDevices, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { sealRecord, signManifest } from "@nightlatch/protocol/seal";
import { formatId, NO_PREVIOUS, type CameraId, type LedgerState } from "@nightlatch/protocol/wire";
import { epochOf, TEST_NOW_MS } from "@nightlatch/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectPeer } from "../constellation/live-peer.ts";
import { sealClip, type ClipHome, type SealedClip } from "../constellation/sealed-clip.ts";
import {
  enrol,
  inText,
  sessionOf,
  startTestServer,
  type HouseholdOnServer,
  type TestServer,
} from "../constellation/test-server.ts";
import { uploadClip } from "../constellation/upload-clip.ts";

const DAY_MS = 86_400_000;

let running: TestServer;
let home: HouseholdOnServer;
/** The member reads the first group alone; the guest may watch the door. */
let indoors: ClipHome;
let guest: DeviceSecrets;
let asGuest: DeviceSession;
let newest: LedgerState;
let door: CameraId;
let cellar: CameraId;
const clips: Record<"forGuest" | "notForGuest" | "indoors", SealedClip> = {} as never;

beforeAll(async () => {
  running = await startTestServer();
  home = await enrol(running.http, "roles");
  const making = { actor: home.owner, random: home.random, nowMs: TEST_NOW_MS };
  const { state, keyring } = home;
  const grown = await addGroup(making, { state, keyring });
  await home.as.owner.call("appendEntry", { body: inText(grown) });
  indoors = { ...home, state: grown.state, group: grown.group, epoch: epochOf(grown.state, grown.group) };
  [door, cellar] = [home.random(16) as Uint8Array as CameraId, home.random(16) as Uint8Array as CameraId];
  guest = await deviceFromSeed(home.random(32));
  const visit = { role: "guest", cameras: [door], untilMs: TEST_NOW_MS + DAY_MS } as const;
  const invited = await addDevice(making, { state: grown.state, keyring, keys: guest.publicKeys, ...visit });
  await home.as.owner.call("appendEntry", { body: inText(invited) });
  newest = invited.state;
  asGuest = sessionOf(running.http, home, guest);
  const devices = [{ id: guest.id, keys: guest.publicKeys }];
  clips.forGuest = await sealClip(home, { camera: door, devices });
  clips.notForGuest = await sealClip(home, { camera: door, startMs: TEST_NOW_MS + 60_000 });
  clips.indoors = await sealClip(indoors, { camera: cellar });
  for (const clip of Object.values(clips)) await uploadClip(home, clip);
  for (const { camera, content } of [clips.forGuest, clips.indoors]) {
    const place = { lane: state.lane, camera, n: 0, prev: NO_PREVIOUS, atMs: TEST_NOW_MS };
    await home.as.hub.call("putManifest", { body: await signManifest(home.hub, { ...place, content }) });
  }
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

const listed = async (session: DeviceSession, camera: CameraId) => {
  const query = { camera: formatId(camera), fromMs: 0, toMs: TEST_NOW_MS + DAY_MS };
  return (await session.call("listClips", { query })).clips.map(({ clip }) => clip);
};
const diary = (session: DeviceSession, camera: CameraId) =>
  session.call("readManifests", { params: { camera: formatId(camera) }, query: {} });
const idOf = (name: keyof typeof clips) => formatId(clips[name].clip);

async function expectHidden(session: DeviceSession, name: keyof typeof clips): Promise<void> {
  for (const call of [
    session.call("readClip", { params: { clip: idOf(name) } }),
    session.call("readPart", { params: { clip: idOf(name), index: 0 } }),
  ]) {
    await expect(call).rejects.toMatchObject({ code: "clip.unknown", status: 404 });
  }
}

async function expectShown(session: DeviceSession, name: keyof typeof clips): Promise<void> {
  expect((await session.call("readClip", { params: { clip: idOf(name) } })).clip).toBe(idOf(name));
  const part = await session.call("readPart", { params: { clip: idOf(name), index: 0 } });
  expect(part).toEqual(clips[name].parts[0]);
}

describe("a member", () => {
  it("is served the recordings of its groups, and does not learn of others", async () => {
    await expectShown(home.as.member, "forGuest");
    await expectShown(home.as.member, "notForGuest");
    await expectHidden(home.as.member, "indoors");
    expect(await listed(home.as.member, door)).toEqual([idOf("forGuest"), idOf("notForGuest")]);
    expect(await listed(home.as.member, cellar)).toEqual([]);
    expect((await diary(home.as.member, door)).manifests).toHaveLength(1);
    expect(await diary(home.as.member, cellar)).toEqual({ manifests: [], last: null });
    expect(await listed(home.as.owner, cellar)).toEqual([idOf("indoors")]);
    expect((await diary(home.as.owner, cellar)).last?.n).toBe(0);
  });

  it("is served nothing more of a group that is withdrawn from it", async () => {
    const own = await enrol(running.http, "withdrawal");
    const sealed = await sealClip(own);
    await uploadClip(own, sealed);
    const params = { clip: formatId(sealed.clip) };
    expect((await own.as.member.call("readClip", { params })).clip).toBe(params.clip);
    const making = { actor: own.owner, random: own.random, nowMs: TEST_NOW_MS };
    const grown = await addGroup(making, { state: own.state, keyring: own.keyring, members: [own.member.id] });
    await own.as.owner.call("appendEntry", { body: inText(grown) });
    const withdraw = [{ device: own.member.id, groups: [own.group] }];
    const plan = { state: grown.state, keyring: grown.keyring, remove: [], withdraw };
    await own.as.owner.call("appendEntry", { body: inText(await removeDevices(making, plan)) });
    const call = own.as.member.call("readClip", { params });
    await expect(call).rejects.toMatchObject({ code: "clip.unknown" });
  });
});

describe("a guest", () => {
  it("is served what has a key for it, and the diary of its cameras", async () => {
    await expectShown(asGuest, "forGuest");
    await expectHidden(asGuest, "notForGuest");
    await expectHidden(asGuest, "indoors");
    expect(await listed(asGuest, door)).toEqual([idOf("forGuest")]);
    expect(await listed(asGuest, cellar)).toEqual([]);
    expect((await diary(asGuest, door)).manifests).toHaveLength(1);
    expect(await diary(asGuest, cellar)).toEqual({ manifests: [], last: null });
  });

  it("may read, and leave, and nothing else", async () => {
    const clip = idOf("forGuest");
    for (const call of [
      asGuest.call("readQuota", {}),
      asGuest.call("readBoxes", {}),
      asGuest.call("putBoxes", { body: { boxes: [] } }),
      asGuest.call("deleteClip", { params: { clip } }),
      asGuest.call("putClip", { params: { clip }, body: clips.forGuest.opening }),
      asGuest.call("putRecord", { body: home.random(100) }),
      asGuest.call("putManifest", { body: home.random(100) }),
      asGuest.call("putLeaf", {
        body: { leaf: encodeBase64url(home.random(214)), salt: encodeBase64url(home.random(32)), seq: 0 },
      }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: "access.denied", status: 403 });
    }
    expect((await asGuest.call("readEntries", { query: {} })).seq).toBe(newest.seq);
  });
});

describe("records", () => {
  it("are shown to those whom they are sealed to", async () => {
    const { random, owner, hub } = home;
    const place = { author: owner, lane: newest.lane, version: 1, atMs: TEST_NOW_MS };
    const people = { kind: "epoch", epoch: home.peopleEpoch.pkHash, pk: home.peopleEpoch.pk } as const;
    const inside = { kind: "epoch", epoch: indoors.epoch.pkHash, pk: indoors.epoch.pk } as const;
    const toHub = { kind: "device", device: hub.id, pk: hub.publicKeys.hpke } as const;
    const source = { kind: "camera-source", source: { kind: "none" } } as const;
    const name = { kind: "household", name: "Anna's" } as const;
    const camera = {
      name: "cellar",
      hub: hub.id,
      group: indoors.group,
      retentionDays: 1,
      retentionBytes: 0,
      removed: false,
    };
    const records = {
      name: await sealRecord({ ...place, id: newest.lane, to: people, content: name }),
      inside: await sealRecord({ ...place, id: cellar, to: inside, content: { kind: "camera", ...camera } }),
      toHub: await sealRecord({ ...place, id: random(16) as Uint8Array as CameraId, to: toHub, content: source }),
    };
    for (const body of Object.values(records)) await home.as.owner.call("putRecord", { body });
    const seen = async (session: DeviceSession) => (await session.call("readRecords", { query: {} })).records;
    const { name: named, inside: within, toHub: addressed } = records;
    expect(await seen(home.as.owner)).toEqual([named, within, addressed].map(encodeBase64url));
    expect(await seen(home.as.member)).toEqual([encodeBase64url(named)]);
    expect(await seen(home.as.hub)).toEqual([encodeBase64url(addressed)]);
    expect(await seen(asGuest)).toEqual([]);
    const params = { kind: "camera", id: formatId(cellar) } as const;
    for (const session of [home.as.member, home.as.hub, asGuest]) {
      await expect(session.call("readRecord", { params })).rejects.toMatchObject({ code: "record.unknown" });
    }
    expect(await home.as.owner.call("readRecord", { params })).toEqual(within);
  });
});

describe("live pictures", () => {
  it("reach a guest while the clip has a key for it, and a member only from its groups", async () => {
    const hub = await connectPeer(running.server.url, HUB_SOCKET_PATH, home.as.hub);
    const watch = async (session: DeviceSession, camera: CameraId) => {
      const peer = await connectPeer(running.server.url, VIEWER_SOCKET_PATH, session);
      peer.say({ type: "watch", camera: formatId(camera), nonce: encodeBase64url(home.random(16)) });
      return peer;
    };
    const visitor = await watch(asGuest, door);
    const owner = await watch(home.as.owner, door);
    const nosy = await watch(home.as.member, cellar);
    const ownerInside = await watch(home.as.owner, cellar);
    // A hub is told of each who watches: then the server knows them all.
    await hub.until(() => hub.texts.filter(({ type }) => type === "viewers").length >= 4);
    const show = ({ camera, opening, frames }: SealedClip) => {
      hub.socket.send(encodeMediaMessage({ kind: "opening", camera, payload: opening }));
      for (const payload of frames) hub.socket.send(encodeMediaMessage({ kind: "frame", camera, payload }));
      return frames.length + 1;
    };
    const whole = show(clips.forGuest);
    show(clips.notForGuest);
    show(clips.indoors);
    await ownerInside.until(() => ownerInside.frames.length === whole);
    await owner.until(() => owner.frames.length === 2 * whole);
    // The hub's messages went out in order: what had not come by now never comes.
    expect(visitor.frames).toHaveLength(whole);
    expect(nosy.frames).toHaveLength(0);
    for (const peer of [hub, visitor, owner, nosy, ownerInside]) peer.socket.close();
  });
});

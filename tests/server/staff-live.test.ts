// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Staff at a live camera: under a grant alone, seen by the household at once, and cut when it says so. */
import { encodeMediaMessage, HUB_SOCKET_PATH, STAFF_SOCKET_PATH, VIEWER_SOCKET_PATH } from "@nightlatch/api-contract";
import { encodeBase64url } from "@nightlatch/bytes";
import { formatId, type CameraId, type Grant } from "@nightlatch/protocol/wire";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accept, GrantingHome } from "../constellation/granting-home.ts";
import { connectPeer, type LivePeer } from "../constellation/live-peer.ts";
import { sealClip } from "../constellation/sealed-clip.ts";
import { openDesk, type Desk, type Member } from "../constellation/staffed-server.ts";

const MINUTE_MS = 60_000;
const nonce = encodeBase64url(new Uint8Array(16));

let all: Desk & AsyncDisposable;
let home: GrantingHome;
let camera: CameraId;
const peers: LivePeer[] = [];

beforeAll(async () => {
  all = await openDesk();
});

beforeEach(async () => {
  const { support, colleague, supervisor, officers } = all;
  for (const { session } of [support, colleague, supervisor, ...officers]) await session.signIn();
  home = await GrantingHome.enrol(all.desk, `watched ${String(performance.now())}`);
  camera = home.home.random(16) as Uint8Array as CameraId;
});

afterAll(async () => {
  for (const { socket } of peers) socket.terminate();
  await all[Symbol.asyncDispose]();
});

async function peerOf(url: string, path: string, session: Parameters<typeof connectPeer>[2]): Promise<LivePeer> {
  const peer = await connectPeer(url, path, session);
  peers.push(peer);
  return peer;
}

const staffPeer = ({ session }: Member) => peerOf(all.desk.staffUrl, STAFF_SOCKET_PATH, session);
const homePeer = (path: string, session: Parameters<typeof connectPeer>[2]) =>
  peerOf(all.desk.running.server.url, path, session);

async function liveGrant(minutes = 5): Promise<Grant> {
  const grant = await home.grant(all.support, { camera, sound: false, minutes });
  await accept(all.desk, all.support, grant);
  return grant;
}

function textOf({ head }: Grant): string {
  return encodeBase64url(head);
}

/** Resolves when the peer was told that it may not watch, or no more. */
async function ended(peer: LivePeer, grant: Grant): Promise<unknown> {
  await peer.until(() => peer.heard("watch-ended") !== undefined);
  expect(peer.heard("watch-ended")).toMatchObject({ grant: textOf(grant) });
  return peer.heard("watch-ended")?.["reason"];
}

/** A clip that begins now, with a key for each of these grants. */
async function clipFor(grants: readonly Grant[]): Promise<readonly Uint8Array[]> {
  const targets = grants.map(({ head, body }) => ({ grant: head, hpke: body.staff.hpke, sound: body.sound }));
  const sealed = await sealClip(home.home, { camera, startMs: all.desk.clock.nowMs(), grants: targets });
  return [
    encodeMediaMessage({ kind: "opening", camera, payload: sealed.opening }),
    ...sealed.frames.map((payload) => encodeMediaMessage({ kind: "frame", camera, payload })),
  ];
}

/** Watching, and the household knows it. */
async function watching(grant: Grant): Promise<Readonly<{ staff: LivePeer; owner: LivePeer; hub: LivePeer }>> {
  const hub = await homePeer(HUB_SOCKET_PATH, home.home.as.hub);
  const owner = await homePeer(VIEWER_SOCKET_PATH, home.home.as.owner);
  const staff = await staffPeer(all.support);
  staff.say({ type: "watch", grant: textOf(grant), nonce });
  await owner.until(() => owner.heard("staff-watching") !== undefined);
  await hub.until(() => hub.heard("viewers") !== undefined);
  return { staff, owner, hub };
}

describe("staff at a live camera", () => {
  it("gets the granted clips of the granted camera, and the household sees who, what and until when", async () => {
    const grant = await liveGrant();
    const { staff, owner, hub } = await watching(grant);
    expect(owner.heard("staff-watching")).toEqual({
      type: "staff-watching",
      state: "started",
      grant: textOf(grant),
      staff: formatId(all.support.secrets.id),
      camera: formatId(camera),
      untilMs: grant.body.untilMs,
    });
    expect(hub.heard("viewers")).toMatchObject({ camera: formatId(camera), nonces: [nonce] });
    const [withoutKey, withKey] = [await clipFor([]), await clipFor([grant])];
    for (const message of [...withoutKey, ...withKey]) hub.socket.send(message);
    await staff.until(() => staff.frames.length === withKey.length);
    expect(staff.frames).toEqual(withKey.map((message) => new Uint8Array(message)));
    const { watching: now } = await home.home.as.member.call("readWatching", {});
    expect(now).toMatchObject([{ grant: textOf(grant), camera: formatId(camera) }]);
    // Whoever opens the app meanwhile is told at once.
    const late = await homePeer(VIEWER_SOCKET_PATH, home.home.as.member);
    await late.until(() => late.heard("staff-watching") !== undefined);
    staff.say({ type: "leave", grant: textOf(grant) });
    await owner.until(() => owner.texts.some(({ state }) => state === "ended"));
    expect((await home.home.as.member.call("readWatching", {})).watching).toEqual([]);
  });

  it("is stopped by the household within two seconds, and no later frame goes out", async () => {
    const grant = await liveGrant();
    const { staff, owner, hub } = await watching(grant);
    const messages = await clipFor([grant]);
    for (const message of messages) hub.socket.send(message);
    await staff.until(() => staff.frames.length === messages.length);
    const saidMs = performance.now();
    await home.revoke(grant);
    expect(await ended(staff, grant)).toBe("revoked");
    expect(performance.now() - saidMs).toBeLessThan(2000);
    for (const message of await clipFor([grant])) hub.socket.send(message);
    await owner.until(() => owner.texts.some(({ state }) => state === "ended"));
    staff.say({ type: "watch", grant: textOf(grant), nonce });
    await staff.until(() => staff.texts.filter(({ type }) => type === "watch-ended").length === 2);
    expect(staff.frames).toHaveLength(messages.length);
  });

  it("ends by itself when the time is over", async () => {
    const grant = await liveGrant(1);
    const { staff, owner } = await watching(grant);
    all.desk.clock.pass(MINUTE_MS);
    expect(await ended(staff, grant)).toBe("expired");
    await owner.until(() => owner.texts.some(({ state }) => state === "ended"));
  });

  it.each<readonly [string, () => Promise<Grant>]>([
    ["that is not accepted", () => home.grant(all.support, { camera, sound: false, minutes: 5 })],
    [
      "for a colleague",
      async () => {
        const grant = await home.grant(all.colleague, { camera, sound: false, minutes: 5 });
        await accept(all.desk, all.colleague, grant);
        return grant;
      },
    ],
    [
      "for clips",
      async () => {
        const sealed = await sealClip(home.home, { startMs: all.desk.clock.nowMs() });
        const grant = await home.grantClips(all.support, [sealed]);
        await accept(all.desk, all.support, grant);
        return grant;
      },
    ],
  ])("sees nothing under a grant %s", async (_name, give) => {
    const grant = await give();
    const owner = await homePeer(VIEWER_SOCKET_PATH, home.home.as.owner);
    const staff = await staffPeer(all.support);
    staff.say({ type: "watch", grant: textOf(grant), nonce });
    expect(await ended(staff, grant)).toBe("refused");
    expect(owner.heard("staff-watching")).toBeUndefined();
  });
});

describe("a staff socket", () => {
  it("dies with its owner's suspension, and the pictures with it", async () => {
    const grant = await liveGrant();
    const { staff, owner } = await watching(grant);
    const saidMs = performance.now();
    await all.desk.change({ type: "suspend", staff: all.support.secrets.id }, [all.supervisor]);
    await staff.closed();
    expect(performance.now() - saidMs).toBeLessThan(2000);
    expect(staff.heard("error")).toMatchObject({ code: "session.refused" });
    await owner.until(() => owner.texts.some(({ state }) => state === "ended"));
    await all.desk.change({ type: "restore", staff: all.support.secrets.id }, all.officers);
  });

  it("ends with its session, unless the person begins another", async () => {
    const [short, renewed] = [await staffPeer(all.support), await staffPeer(all.support)];
    all.desk.clock.pass(14 * MINUTE_MS);
    await all.support.session.signIn();
    renewed.say({ type: "renew", token: all.support.session.token() });
    // Answered in order: the renewal is taken when this is.
    renewed.say({ type: "watch", grant: encodeBase64url(new Uint8Array(32)), nonce });
    await renewed.until(() => renewed.heard("watch-ended") !== undefined);
    all.desk.clock.pass(MINUTE_MS);
    await short.closed();
    expect(short.heard("error")).toMatchObject({ code: "session.expired" });
    expect(renewed.heard("error")).toBeUndefined();
  });

  it("is not renewed with a colleague's session", async () => {
    const staff = await staffPeer(all.support);
    staff.say({ type: "renew", token: all.colleague.session.token() });
    await staff.closed();
    expect(staff.heard("error")).toMatchObject({ code: "session.refused" });
  });

  it("is not opened by a household's token, nor a household's by the staff's", async () => {
    const stranger = await peerOf(all.desk.staffUrl, STAFF_SOCKET_PATH, undefined);
    stranger.say({ type: "hello", token: await home.home.as.owner.token() });
    await stranger.closed();
    expect(stranger.heard("error")).toMatchObject({ code: "session.unknown" });
    const viewer = await homePeer(VIEWER_SOCKET_PATH, undefined);
    viewer.say({ type: "hello", token: all.support.session.token() });
    await viewer.closed();
    expect(viewer.heard("error")).toMatchObject({ code: "session.unknown" });
  });
});

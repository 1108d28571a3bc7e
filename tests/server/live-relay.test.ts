// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The live sockets with real connections: instant start, slow viewers, removal. */
import { decodeMediaMessage, encodeMediaMessage, HUB_SOCKET_PATH, VIEWER_SOCKET_PATH } from "@nightlatch/api-contract";
import type { DeviceSession } from "@nightlatch/api-client";
import { encodeBase64url } from "@nightlatch/bytes";
import { removeDevices } from "@nightlatch/protocol/keys";
import { formatId, type CameraId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectPeer } from "../constellation/live-peer.ts";
import { sealClip } from "../constellation/sealed-clip.ts";
import {
  enrol,
  inText,
  startTestServer,
  type HouseholdOnServer,
  type TestServer,
} from "../constellation/test-server.ts";

let running: TestServer;
let home: HouseholdOnServer;

beforeAll(async () => {
  running = await startTestServer();
  home = await enrol(running.http, "live relay");
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

const connect = (path: string, session: DeviceSession | undefined) => connectPeer(running.server.url, path, session);

const nonce = encodeBase64url(new Uint8Array(16));

describe("the live relay", () => {
  it("asks the hub when someone watches, and starts a late viewer with all since the last key frame", async () => {
    const sealed = await sealClip(home);
    const camera = formatId(sealed.camera);
    const hub = await connect(HUB_SOCKET_PATH, home.as.hub);
    const first = await connect(VIEWER_SOCKET_PATH, home.as.owner);
    first.say({ type: "watch", camera, nonce });
    await hub.until(() => hub.heard("viewers") !== undefined);
    expect(hub.heard("viewers")).toEqual({ type: "viewers", camera, nonces: [nonce] });

    const messages = [
      encodeMediaMessage({ kind: "opening", camera: sealed.camera, payload: sealed.opening }),
      ...sealed.frames.map((payload) => encodeMediaMessage({ kind: "frame", camera: sealed.camera, payload })),
    ];
    for (const message of messages) hub.socket.send(message);
    await first.until(() => first.frames.length === messages.length);
    expect(first.frames).toEqual(messages.map((message) => new Uint8Array(message)));

    const late = await connect(VIEWER_SOCKET_PATH, home.as.member);
    late.say({ type: "watch", camera, nonce });
    await late.until(() => late.frames.length === messages.length);
    expect(late.frames).toEqual(first.frames);

    hub.say({ type: "beacon", camera, beacon: "AAAA" });
    await late.until(() => late.heard("beacon") !== undefined);
    for (const peer of [first, late]) peer.say({ type: "leave", camera });
    await hub.until(() => hub.texts.some(({ nonces }) => Array.isArray(nonces) && nonces.length === 0));
    for (const peer of [hub, first, late]) peer.socket.close();
  });

  it("puts a viewer that does not read off to the next key frame, and says so", async () => {
    const plain = () => new Uint8Array(300_000);
    const sealed = await sealClip(home, { framesAPart: 120, partCount: 1, plain });
    const camera = formatId(sealed.camera);
    const hub = await connect(HUB_SOCKET_PATH, home.as.hub);
    const [slow, quick] = [
      await connect(VIEWER_SOCKET_PATH, home.as.owner),
      await connect(VIEWER_SOCKET_PATH, home.as.member),
    ];
    for (const peer of [slow, quick]) peer.say({ type: "watch", camera, nonce });
    await hub.until(() => hub.texts.some(({ nonces }) => Array.isArray(nonces) && nonces.length === 2));
    slow.socket.pause();
    hub.socket.send(encodeMediaMessage({ kind: "opening", camera: sealed.camera, payload: sealed.opening }));
    for (const [i, payload] of sealed.frames.entries()) {
      hub.socket.send(encodeMediaMessage({ kind: "frame", camera: sealed.camera, payload }));
      await quick.until(() => quick.frames.length >= i + 2);
    }
    slow.socket.resume();
    await slow.until(() => slow.heard("skipped") !== undefined);
    expect(slow.heard("skipped")).toEqual({ type: "skipped", camera });
    expect(quick.heard("skipped")).toBeUndefined();

    const next = await sealClip(home, { camera: sealed.camera });
    hub.socket.send(encodeMediaMessage({ kind: "opening", camera: sealed.camera, payload: next.opening }));
    for (const payload of next.frames)
      hub.socket.send(encodeMediaMessage({ kind: "frame", camera: sealed.camera, payload }));
    const last = next.frames.at(-1) ?? new Uint8Array();
    await slow.until(
      () => encodeBase64url(decodeMediaMessage(slow.frames.at(-1) ?? last)?.payload ?? last) === encodeBase64url(last),
    );
    expect(slow.frames.length).toBeLessThan(quick.frames.length);
    for (const peer of [hub, slow, quick]) peer.socket.close();
  });

  it("tells viewers when the hub goes and comes", async () => {
    const camera = formatId(home.random(16) as Uint8Array as CameraId);
    const viewer = await connect(VIEWER_SOCKET_PATH, home.as.owner);
    viewer.say({ type: "watch", camera, nonce });
    await viewer.until(() => viewer.heard("camera-offline") !== undefined);
    const hub = await connect(HUB_SOCKET_PATH, home.as.hub);
    await viewer.until(() => viewer.heard("camera-online") !== undefined);
    hub.socket.close();
    await viewer.until(() => viewer.texts.filter(({ type }) => type === "camera-offline").length === 2);
    viewer.socket.close();
  });

  it.each([
    ["no hello but a watch", { type: "watch", camera: "AAAAAAAAAAAAAAAAAAAAAA", nonce }, "session.required"],
    ["a made-up token", { type: "hello", token: "x" }, "session.unknown"],
    ["not JSON of ours", { type: "nonsense" }, "session.required"],
  ])("refuses %s", async (_name, message, code) => {
    const peer = await connect(VIEWER_SOCKET_PATH, undefined);
    peer.say(message);
    await peer.until(() => peer.heard("error") !== undefined);
    expect(peer.heard("error")).toMatchObject({ code });
    await peer.closed();
  });

  it("lets no viewer in as hub, and takes no opening that another hub made", async () => {
    const asHub = await connect(HUB_SOCKET_PATH, undefined);
    asHub.say({ type: "hello", token: await home.as.owner.token() });
    await asHub.until(() => asHub.heard("error") !== undefined);
    expect(asHub.heard("error")).toMatchObject({ code: "access.denied" });

    const stranger = await enrol(running.http, "live relay stranger");
    const foreign = await sealClip(stranger);
    const hub = await connect(HUB_SOCKET_PATH, home.as.hub);
    hub.socket.send(encodeMediaMessage({ kind: "opening", camera: foreign.camera, payload: foreign.opening }));
    await hub.until(() => hub.heard("error") !== undefined);
    expect(hub.heard("error")).toMatchObject({ code: "request.malformed" });
  });

  it("closes the connection of a device when it is removed", async () => {
    const own = await enrol(running.http, "removed viewer");
    const viewer = await connect(VIEWER_SOCKET_PATH, own.as.member);
    const making = { actor: own.owner, random: own.random, nowMs: TEST_NOW_MS };
    const removal = await removeDevices(making, { state: own.state, keyring: own.keyring, remove: [own.member.id] });
    await own.as.owner.call("appendEntry", { body: inText(removal) });
    await viewer.until(() => viewer.heard("error") !== undefined);
    expect(viewer.heard("error")).toMatchObject({ code: "session.refused" });
    await viewer.closed();
  });
});

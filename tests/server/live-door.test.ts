// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The entrance to the live sockets under people who do not mean well: nobody may stop it for the others. */
import { HUB_SOCKET_PATH, MAX_SOCKET_MESSAGE_BYTES, VIEWER_SOCKET_PATH } from "@nightlatch/api-contract";
import { encodeBase64url } from "@nightlatch/bytes";
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectPeer, type LivePeer } from "../constellation/live-peer.ts";
import { enrol, startTestServer, type HouseholdOnServer, type TestServer } from "../constellation/test-server.ts";

let running: TestServer;
let home: HouseholdOnServer;

beforeAll(async () => {
  running = await startTestServer();
  home = await enrol(running.http, "live door");
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

const watch = { type: "watch", camera: "AAAAAAAAAAAAAAAAAAAAAA", nonce: encodeBase64url(new Uint8Array(16)) };
const viewer = () => connectPeer(running.server.url, VIEWER_SOCKET_PATH, home.as.member);

/** Writes raw bytes to the server's port and returns the first line of what comes back. */
async function sendRaw(text: string): Promise<string> {
  const socket = connect(running.server.port, "127.0.0.1");
  socket.write(text);
  const [data] = (await once(socket, "data")) as [Buffer];
  socket.resetAndDestroy();
  return data.toString().split("\r\n", 1)[0] ?? "";
}

const upgrade = (target: string) =>
  `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

async function expectRefused(peer: LivePeer, code: string): Promise<void> {
  await peer.until(() => peer.heard("error") !== undefined);
  expect(peer.heard("error")).toMatchObject({ code });
  await peer.closed();
}

describe("the door of the live sockets", () => {
  it.each(["//", "http://[", "/v1/live/elsewhere", "*", "/../v1/live/hub"])(
    "survives an upgrade to %s that is reset at once",
    async (target) => {
      expect(await sendRaw(upgrade(target))).toMatch(/^HTTP\/1\.1 4\d\d/u);
      const after = await viewer();
      after.socket.close();
      await after.closed();
    },
  );

  it("survives a handshake that is none, and connections cut in the middle of it", async () => {
    const noKey = `GET ${VIEWER_SOCKET_PATH} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
    expect(await sendRaw(noKey)).toMatch(/^HTTP\/1\.1 400/u);
    expect(await sendRaw(upgrade(VIEWER_SOCKET_PATH))).toMatch(/^HTTP\/1\.1 101/u);
    const after = await viewer();
    after.socket.close();
    await after.closed();
  });

  it("closes on a message larger than any frame", async () => {
    const peer = await viewer();
    peer.socket.on("error", () => undefined);
    peer.socket.send(new Uint8Array(MAX_SOCKET_MESSAGE_BYTES + 1));
    await peer.closed();
    expect(peer.socket.readyState).toBe(peer.socket.CLOSED);
  });

  it.each<[string, string | Uint8Array]>([
    ["text that is no message", "{"],
    ["a second hello", JSON.stringify({ type: "hello", token: "x" })],
    ["media from a viewer", new Uint8Array(40)],
    ["an id of another length", JSON.stringify({ ...watch, camera: "AAAA" })],
    ["a nonce that is too long", JSON.stringify({ ...watch, nonce: "A".repeat(64) })],
  ])("refuses %s and closes", async (_name, message) => {
    const peer = await viewer();
    peer.socket.send(message);
    await expectRefused(peer, "request.malformed");
  });

  it("refuses a hub's bytes that are neither opening nor frame", async () => {
    const hub = await connectPeer(running.server.url, HUB_SOCKET_PATH, home.as.hub);
    hub.socket.send(new Uint8Array(40));
    await expectRefused(hub, "request.malformed");
  });

  it("refuses who talks without end, and serves the others", async () => {
    const [loud, quiet] = [await viewer(), await viewer()];
    for (let i = 0; i < 10_000; i += 1) loud.say(watch);
    await expectRefused(loud, "rate.limited");
    quiet.say(watch);
    await quiet.until(() => quiet.heard("camera-offline") !== undefined);
    quiet.socket.close();
    await quiet.closed();
  });

  it("lets a device hold a number of connections, and a further one when one is closed", async () => {
    const held: LivePeer[] = [];
    for (let i = 0; i < 64; i += 1) held.push(await viewer());
    const further = await connectPeer(running.server.url, VIEWER_SOCKET_PATH, undefined);
    further.say({ type: "hello", token: await home.as.member.token() });
    await expectRefused(further, "rate.limited");
    const others = await connectPeer(running.server.url, VIEWER_SOCKET_PATH, home.as.owner);

    const [first, ...rest] = held;
    first?.socket.close();
    await first?.closed();
    const instead = await viewer();
    for (const peer of [...rest, others, instead]) peer.socket.close();
    for (const peer of [...rest, others, instead]) await peer.closed();
  });

  it("says goodbye to all when the server stops, and does not wait for those who do not hear it", async () => {
    const stopping = await startTestServer();
    const own = await enrol(stopping.http, "stopping");
    const [polite, deaf] = [
      await connectPeer(stopping.server.url, VIEWER_SOCKET_PATH, own.as.owner),
      await connectPeer(stopping.server.url, VIEWER_SOCKET_PATH, own.as.member),
    ];
    deaf.socket.pause();
    const goodbye = once(polite.socket, "close");
    await stopping[Symbol.asyncDispose]();
    expect((await goodbye)[0]).toBe(1001);
    deaf.socket.terminate();
  });
});

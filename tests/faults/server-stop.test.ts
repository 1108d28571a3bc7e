// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The server stops when it is told to, whoever holds on to it: five seconds, a clean end, nothing taken for a bug. */
import { encodeBase64url } from "@nightlatch/bytes";
import { HUB_SOCKET_PATH, VIEWER_SOCKET_PATH } from "@nightlatch/api-contract";
import type { DeviceSession } from "@nightlatch/api-client";
import { formatId, type CameraId } from "@nightlatch/protocol/wire";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { json } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { sealClip } from "../constellation/sealed-clip.ts";
import { ServerProcess } from "../constellation/server-process.ts";
import { enrol, type HouseholdOnServer } from "../constellation/test-server.ts";

const WITHIN_MS = 5000;

describe("a server that is told to stop", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "ends well within five seconds of %s, with sockets, long polls and uploads open",
    async (signal) => {
      await using server = await ServerProcess.start();
      const home = await enrol(server.http, `stop by ${signal}`, Date.now());
      const polite = await enter(server, VIEWER_SOCKET_PATH, home.as.owner);
      const hub = await enter(server, HUB_SOCKET_PATH, home.as.hub);
      const deaf = await upgradeAndNeverListen(server);
      const upload = await neverEndingUpload(server, home);
      const poll = await waitingPoll(server, freshId(home));

      const goodbyes = [polite, hub].map(async (socket) => {
        const [code] = (await once(socket, "close")) as [number];
        return code;
      });
      const startedAtMs = performance.now();
      const ending = await server.signal(signal);
      expect(performance.now() - startedAtMs).toBeLessThan(WITHIN_MS);
      expect(ending).toEqual({ code: 0, signal: null });
      expect(await Promise.all(goodbyes)).toEqual([1001, 1001]);
      expect(await poll.answer).toMatchObject({ error: { code: "mailbox.empty" } });
      await expect(server.http.call("readHealth", {})).rejects.toMatchObject({ code: "client.unreachable" });
      const levels = server.log
        .split("\n")
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { level: number }).level);
      expect(Math.max(...levels), server.log).toBeLessThan(50);
      for (const socket of [deaf, upload]) socket.destroy();
    },
    30_000,
  );

  it("starts again at once with all that it had", async () => {
    await using server = await ServerProcess.start();
    const home = await enrol(server.http, "stop and start", Date.now());
    await server.signal("SIGTERM");
    await server.startAgain();
    expect((await home.as.member.call("readEntries", { query: {} })).seq).toBe(home.state.seq);
  }, 30_000);
});

async function enter(server: ServerProcess, path: string, session: DeviceSession): Promise<WebSocket> {
  const socket = new WebSocket(server.url.replace("http", "ws") + path);
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "hello", token: await session.token() }));
  await once(socket, "message");
  return socket;
}

/** A peer that got its upgrade, and answers neither pings nor the goodbye. */
async function upgradeAndNeverListen(server: ServerProcess): Promise<Socket> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  const key = encodeBase64url(new Uint8Array(16)).replace(/$/u, "==");
  socket.write(
    `GET ${VIEWER_SOCKET_PATH} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  const [head] = (await once(socket, "data")) as [Buffer];
  expect(head.toString("latin1")).toContain("101 Switching Protocols");
  return socket.pause();
}

/** Resolves when the server has the request; `answer` when it has answered. */
async function waitingPoll(server: ServerProcess, mailbox: string): Promise<Readonly<{ answer: Promise<unknown> }>> {
  const polling = request(`${server.url}/v1/mailboxes/${mailbox}/offer?waitMs=20000`, {
    headers: { expect: "100-continue" },
  });
  polling.flushHeaders();
  polling.end();
  await once(polling, "continue");
  const answer = async () => {
    const [response] = (await once(polling, "response")) as [IncomingMessage];
    return json(response);
  };
  return { answer: answer() };
}

async function neverEndingUpload(server: ServerProcess, home: HouseholdOnServer): Promise<Socket> {
  const { clip, opening } = await sealClip(home);
  await home.as.hub.call("putClip", { params: { clip: formatId(clip) }, body: opening });
  const sending = request(`${server.url}/v1/clips/${formatId(clip)}/parts/0`, {
    method: "PUT",
    headers: {
      authorization: `Bearer ${await home.as.hub.token()}`,
      "content-type": "application/octet-stream",
      "content-length": 1_000_000,
      expect: "100-continue",
    },
  });
  sending.on("error", () => undefined);
  sending.flushHeaders();
  await once(sending, "continue");
  sending.write(new Uint8Array(1000));
  if (sending.socket === null) throw new Error("a request that was answered has a socket");
  return sending.socket;
}

function freshId({ random }: HouseholdOnServer): string {
  return formatId(random(16) as Uint8Array as CameraId);
}

// SPDX-License-Identifier: AGPL-3.0-or-later
import { hasCode } from "@nightlatch/errors";
import { once } from "node:events";
import net from "node:net";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../ports/clock.ts";
import type { SourceEvent } from "../camera-source.ts";
import { openCamera } from "../open-camera.ts";

const OK = "RTSP/1.0 200 OK\r\n";
const SDP = "v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:v\r\n";
const DESCRIBED = `${OK}Content-Type: application/sdp\r\nContent-Length: ${SDP.length}\r\n\r\n${SDP}`;
const SET_UP = `${OK}Session: 1\r\n\r\n`;
const PLAYING = `${OK}\r\n`;

/** One answer for each request, in order; the connection stays open behind the last. */
type Script = readonly (string | Buffer)[];

describe("what answers at a camera's address", () => {
  it.each<[string, string, Script]>([
    ["speaks HTTP", "camera.not_rtsp", ["HTTP/1.1 400 Bad Request\r\n\r\n"]],
    ["speaks TLS", "camera.bad_stream", [Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28])]],
    ["never ends its head", "camera.bad_stream", [`RTSP/1.0 200 OK\r\nX: ${"y".repeat(20_000)}`]],
    ["promises a body of a gigabyte", "camera.bad_stream", [`${OK}Content-Length: 999999999\r\n\r\n`]],
    ["describes nothing", "camera.bad_stream", [`${OK}\r\n`, `${OK}\r\n`]],
    ["describes sound only", "camera.no_video", [`${OK}\r\n`, DESCRIBED.replace("m=video", "m=audio")]],
    ["sends us elsewhere", "camera.redirected", [`${OK}\r\n`, "RTSP/1.0 302 Moved\r\nLocation: rtsp://evil/x\r\n\r\n"]],
    ["is at its limit", "camera.refused", [`${OK}\r\n`, "RTSP/1.0 453 Not Enough Bandwidth\r\n\r\n"]],
    ["knows UDP only", "camera.refused", [`${OK}\r\n`, DESCRIBED, "RTSP/1.0 461 Unsupported\r\n\r\n"]],
    [
      "sets UDP up regardless",
      "camera.refused",
      [`${OK}\r\n`, DESCRIBED, `${OK}Session: 1\r\nTransport: RTP/AVP;unicast\r\n\r\n`],
    ],
    ["gives no session", "camera.bad_stream", [`${OK}\r\n`, DESCRIBED, `${OK}\r\n`]],
    [
      "puts two streams on one channel",
      "camera.bad_stream",
      [`${OK}\r\n`, DESCRIBED, `${OK}Session: 1\r\nTransport: RTP/AVP/TCP;interleaved=4-4\r\n\r\n`, PLAYING],
    ],
    [
      "loses its place in the stream",
      "camera.bad_stream",
      [`${OK}\r\n`, DESCRIBED, SET_UP, Buffer.concat([Buffer.from(PLAYING), Buffer.from([0, 1, 2, 3])])],
    ],
    [
      "sends garbage for pictures",
      "camera.bad_stream",
      [`${OK}\r\n`, DESCRIBED, SET_UP, Buffer.concat([Buffer.from(PLAYING), garbage(200)])],
    ],
    [
      "sends a challenge that nobody can answer",
      "camera.refused_password",
      ["RTSP/1.0 401 No\r\nWWW-Authenticate: Negotiate\r\n\r\n"],
    ],
    ["calls every nonce stale", "camera.refused_password", Array.from({ length: 9 }, (_, n) => stale(n))],
    ["answers OPTIONS and then no more", "camera.silent", [`${OK}\r\n`]],
    ["plays silence", "camera.silent", [`${OK}\r\n`, DESCRIBED, SET_UP, PLAYING]],
  ])("%s: %s", async (_, code, script) => {
    await using server = await serve(script);
    await expect(drain(server.url)).rejects.toSatisfy((error) => hasCode(error, code));
  });

  it("plays pictures without a keyframe: camera.bad_stream", async () => {
    await using server = await serve([
      `${OK}\r\n`,
      DESCRIBED,
      SET_UP,
      Buffer.concat([Buffer.from(PLAYING), deltas(20)]),
    ]);
    await expect(drain(server.url, 100)).rejects.toSatisfy((error) => hasCode(error, "camera.bad_stream"));
  });

  it("is not there", async () => {
    const server = await serve([]);
    await server[Symbol.asyncDispose]();
    await expect(drain(server.url)).rejects.toSatisfy((error) => hasCode(error, "camera.unreachable"));
  });

  it("hangs up before it answers", async () => {
    await using server = await serve([], (socket) => socket.destroy());
    await expect(drain(server.url)).rejects.toSatisfy((error) => hasCode(error, "camera.disconnected"));
  });

  it("tells us to ask elsewhere, and is not obeyed", async () => {
    await using other = await serve([`${OK}\r\n`]);
    await using server = await serve([
      `RTSP/1.0 301 Moved\r\nLocation: ${other.url}\r\n\r\n`,
      `RTSP/1.0 301 Moved\r\nLocation: ${other.url}\r\n\r\n`,
    ]);
    await expect(drain(server.url)).rejects.toSatisfy((error) => hasCode(error, "camera.redirected"));
    expect(other.requests).toEqual([]);
  });

  it("may let a nonce run out: the next one is answered", async () => {
    await using server = await serve([stale(1), stale(2), `${OK}\r\n`]);
    await expect(drain(server.url)).rejects.toSatisfy((error) => hasCode(error, "camera.silent"));
    expect(server.requests.at(-1)).toMatch(/^DESCRIBE [\s\S]*nonce="2"/);
  });

  it("gets no password in an address, and none before it asks", async () => {
    await using server = await serve([`${OK}\r\n`, DESCRIBED]);
    await expect(drain(server.url.replace("//", "//cam:geheim@"))).rejects.toBeDefined();
    expect(server.requests.join("")).not.toMatch(/geheim|Authorization|cam:/);
  });

  it("asks questions of its own, and gets answers", async () => {
    await using server = await serve([
      `OPTIONS * RTSP/1.0\r\nCSeq: 7\r\n\r\nREDIRECT * RTSP/1.0\r\nCSeq: 8\r\n\r\n${OK}\r\n`,
    ]);
    await expect(drain(server.url)).rejects.toSatisfy((error) => hasCode(error, "camera.silent"));
    expect(server.requests.join("")).toMatch(
      /RTSP\/1\.0 200 OK\r\nCSeq: 7[\s\S]*RTSP\/1\.0 501 Not Implemented\r\nCSeq: 8/,
    );
  });
});

type Server = AsyncDisposable & Readonly<{ url: string; requests: readonly string[] }>;

async function serve(script: Script, onConnection?: (socket: net.Socket) => void): Promise<Server> {
  const requests: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    onConnection?.(socket);
    let next = 0;
    socket.on("data", (data) => {
      requests.push(data.toString("latin1"));
      const answer = script[next];
      next += 1;
      if (answer !== undefined) socket.write(answer);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `rtsp://127.0.0.1:${String(port)}/s`,
    requests,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function drain(url: string, keyframeMs = 10_000): Promise<SourceEvent[]> {
  const timeouts = { connectMs: 1_000, responseMs: 300, silenceMs: 400, keyframeMs };
  const source = { kind: "rtsp", url, username: "cam", password: "geheim" } as const;
  return await Array.fromAsync(
    openCamera(source, { clock: systemClock, signal: new AbortController().signal, timeouts }),
  );
}

function stale(count: number): string {
  return `RTSP/1.0 401 No\r\nWWW-Authenticate: Digest realm="r", nonce="${count}", stale=true\r\n\r\n`;
}

/** Packets with unending FU-A fragments that never began: each picture is damaged. */
function garbage(count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, n) => rtp(n, [0x7c, 0x05, 0xff, 0xff])));
}

function deltas(count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, n) => rtp(n, [0x41, 0x9a, 0x00])));
}

function rtp(n: number, payload: readonly number[]): Buffer {
  const header = [0x80, 0x80 | 96, 0, n, 0, 0, n, 0, 0, 0, 0, 1];
  return Buffer.from([0x24, 0, 0, header.length + payload.length, ...header, ...payload]);
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The client against a server that answers whatever a test wants, over real HTTP on loopback. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { HttpClient, isPassing, type HttpClientOptions } from "./index.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const running: Server[] = [];

afterEach(() => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server that gives each answer once, the last one for ever, and tells what it was asked. */
async function serve(answers: readonly Answer[], options: Partial<HttpClientOptions> = {}) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
    answer?.(request, response);
  });
  running.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { asked, http: new HttpClient({ baseUrl: `http://127.0.0.1:${String(port)}`, fetch, ...options }) };
}

const json = (status: number, body: unknown): Answer => {
  return (_request, response) => response.writeHead(status).end(JSON.stringify(body));
};
const breakOff: Answer = (request) => request.socket.destroy();
const refusal = (code: string, details?: object) => ({
  error: { code, message: "no", advice: "do this", ...(details && { details }) },
});
const health = { status: "ok", database: true, storage: true };
const clip = "AAAAAAAAAAAAAAAAAAAAAA";

describe("a call", () => {
  it("fills the path, leaves out what is not asked, and reads the answer", async () => {
    const { http, asked } = await serve([json(200, { clips: [] })]);
    const query = { camera: clip, fromMs: 1, toMs: 2, limit: undefined };
    expect(await http.call("listClips", { query })).toEqual({ clips: [] });
    expect(asked).toEqual([`GET /v1/clips?camera=${clip}&fromMs=1&toMs=2`]);
  });

  it("escapes what would change the path", async () => {
    const { http, asked } = await serve([json(404, refusal("clip.unknown"))]);
    await http.call("readClip", { params: { clip: "../x?y" } }).catch(() => undefined);
    expect(asked).toEqual(["GET /v1/clips/..%2Fx%3Fy"]);
  });

  it("carries bytes both ways untouched", async () => {
    const { http } = await serve([(request, response) => request.pipe(response)]);
    const message = Uint8Array.of(0, 255, 10, 13);
    await http.call("putMailbox", { params: { mailbox: clip, slot: "offer" }, body: message });
    const echo = await serve([(_request, response) => response.end(message)]);
    const read = await echo.http.call("readMailbox", { params: { mailbox: clip, slot: "offer" }, query: {} });
    expect(read).toEqual(message);
  });

  it("passes the server's code, status, advice and details on", async () => {
    const { http } = await serve([json(409, refusal("manifest.parts_missing", { missing: [1, 2] }))]);
    const call = http.call("putManifest", { body: new Uint8Array(1) });
    const expected = { code: "manifest.parts_missing", status: 409, advice: "do this", details: { missing: [1, 2] } };
    await expect(call).rejects.toMatchObject(expected);
  });

  it.each<[string, Answer]>([
    ["a page of a proxy in the server's place", (_request, response) => response.writeHead(502).end("<html>")],
    ["an error code that is not in the contract", json(400, refusal("made.up"))],
    ["an answer of another shape", json(200, { status: "fine" })],
    ["an empty answer", (_request, response) => response.end()],
  ])("takes %s for a bad answer", async (_name, answer) => {
    const { http } = await serve([answer]);
    await expect(http.call("readHealth", {})).rejects.toMatchObject({ code: "client.bad_answer" });
  });

  it("ends as unreachable when nobody listens, and when the answer breaks off", async () => {
    const nobody = new HttpClient({ baseUrl: "http://127.0.0.1:9", fetch });
    await expect(nobody.call("readHealth", {})).rejects.toMatchObject({ code: "client.unreachable" });
    const { http } = await serve([
      (_request, response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write("{", () => response.destroy());
      },
    ]);
    await expect(http.call("readHealth", {})).rejects.toMatchObject({ code: "client.unreachable" });
  });

  it("ends as a timeout before the head and within the body", async () => {
    const stall: Answer = (_request, response) => response.writeHead(200).write("{");
    for (const answer of [() => undefined, stall]) {
      const { http } = await serve([answer], { timeoutMs: 50 });
      await expect(http.call("readHealth", {})).rejects.toMatchObject({ code: "client.timeout" });
    }
  });

  it("ends as aborted when the caller gives up", async () => {
    const giveUp = new AbortController();
    const { http } = await serve([
      () => {
        giveUp.abort();
      },
    ]);
    const call = http.call("readHealth", {}, { signal: giveUp.signal });
    await expect(call).rejects.toMatchObject({ code: "client.aborted" });
  });
});

describe("further attempts", () => {
  const retryPausesMs = [1, 1];

  it("reach a server that was away for a moment", async () => {
    const { http, asked } = await serve([breakOff, json(503, refusal("server.stopping")), json(200, health)], {
      retryPausesMs,
    });
    expect(await http.call("readHealth", {})).toEqual(health);
    expect(asked).toHaveLength(3);
  });

  it("end with the last failure", async () => {
    const { http, asked } = await serve([breakOff], { retryPausesMs });
    await expect(http.call("readHealth", {})).rejects.toMatchObject({ code: "client.unreachable" });
    expect(asked).toHaveLength(3);
  });

  it("are not made for calls that must not be sent twice, nor after a plain no", async () => {
    const session = { lane: clip, device: clip, challenge: "", signature: "" };
    const once = await serve([breakOff], { retryPausesMs });
    await expect(once.http.call("createSession", { body: session })).rejects.toMatchObject({
      code: "client.unreachable",
    });
    const no = await serve([json(404, refusal("clip.unknown"))], { retryPausesMs });
    await expect(no.http.call("readClip", { params: { clip } })).rejects.toMatchObject({ code: "clip.unknown" });
    expect([once.asked.length, no.asked.length]).toEqual([1, 1]);
  });

  it("stop when the caller gives up in the pause", async () => {
    const { http, asked } = await serve([breakOff], { retryPausesMs: [60_000] });
    const giveUp = new AbortController();
    const call = http.call("readHealth", {}, { signal: giveUp.signal });
    const ended = expect(call).rejects.toMatchObject({ code: "client.aborted" });
    while (asked.length === 0) await new Promise(setImmediate);
    giveUp.abort();
    await ended;
    expect(asked).toHaveLength(1);
  });
});

describe("isPassing", () => {
  it("tells a server in trouble from a request that will never be taken", async () => {
    const codeOf = async (answer: Answer) => {
      const { http } = await serve([answer]);
      return http.call("readHealth", {}).catch((error: unknown) => error);
    };
    for (const [answer, passing] of [
      [breakOff, true],
      [json(429, refusal("rate.limited")), true],
      [json(507, refusal("server.storage_full")), true],
      [json(502, "proxy"), true],
      [json(401, refusal("session.refused")), false],
      [json(400, refusal("request.malformed")), false],
      [json(200, "odd"), false],
    ] as const) {
      expect(isPassing(await codeOf(answer))).toBe(passing);
    }
    expect(isPassing(new Error("ours"))).toBe(false);
  });
});

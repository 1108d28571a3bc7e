// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file "Log that it happened, never to whom." A server at its most talkative level, with honest use, refusals, broken
 * connections and a bug: its log names no token, no id, no network address and no address of a page.
 */
import { encodeHex } from "@nightlatch/bytes";
import { VIEWER_SOCKET_PATH } from "@nightlatch/api-contract";
import { formatId } from "@nightlatch/protocol/wire";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectPeer } from "../constellation/live-peer.ts";
import { startTestServer, type TestServer } from "../constellation/test-server.ts";
import { liveACanaryLife, type CanaryHousehold } from "./canary-household.ts";
import { findWords, textWord, type Word } from "./planted-words.ts";
import { answeredHeaps, KeptLog } from "./servers-bytes.ts";

const log = new KeptLog();
let running: TestServer;
let life: CanaryHousehold;
let words: readonly Word[];

beforeAll(async () => {
  running = await startTestServer({ logLevel: "debug" }, { logDestination: log });
  life = await liveACanaryLife(running);
  words = await secretsOf(life);
  await answeredHeaps(running, life);
  await misbehave(running, life);
  await running.server.close();
}, 60_000);

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

describe("the server's log", () => {
  it("tells of requests, by their pattern, and of the bug in full", () => {
    const lines = log.text
      .trim()
      .split("\n")
      .map(
        (line) => JSON.parse(line) as { event?: string; route?: string; err?: { code?: string; frames?: string[] } },
      );
    expect(lines.some(({ event, route }) => event === "request" && route === "/v1/clips/:clip/parts/:index")).toBe(
      true,
    );
    const bug = lines.find(({ event }) => event === "bug");
    expect(bug?.err?.code).toBe("ENOTDIR");
    expect(lines.some(({ event }) => event === "stopped")).toBe(true);
  });

  it("names no token, no id and no challenge, in text or hexadecimal", () => {
    expect(findWords(words, [log.heap])).toEqual([]);
  });

  it("names no network address, no URL and no header of anybody", () => {
    expect(log.text).not.toMatch(/127\.0\.0\.1|::1|localhost|https?:|wss?:\/\//u);
    expect(log.text).not.toMatch(/remoteAddress|remotePort|user-agent|authorization|Bearer/iu);
    expect(log.text).not.toMatch(/\/v1\/[^"]*[\w-]{16,}/u);
  });

  it("would be caught if it did", async () => {
    for (const word of words) {
      const leaky = {
        place: "log",
        bytes: Buffer.from(`{"level":20,"url":"/v1/x/${Buffer.from(word.bytes).toString()}"}`),
      };
      expect(findWords(words, [leaky]), word.name).not.toEqual([]);
    }
  });
});

async function secretsOf({ home, sealed, mailbox }: CanaryHousehold): Promise<readonly Word[]> {
  const ids = [
    home.state.lane,
    home.group,
    sealed.camera,
    sealed.clip,
    ...[home.owner, home.member, home.hub, home.paper].map(({ id }) => id),
  ];
  const tokens = await Promise.all([home.as.owner, home.as.member, home.as.hub].map((session) => session.token()));
  return [...ids.flatMap((id) => [formatId(id), encodeHex(id)]), mailbox, ...tokens].map(textWord);
}

/** What clients do that are broken, hostile or gone; and a fault of the server's own disk. */
async function misbehave({ server, dataDir, http }: TestServer, { home, sealed }: CanaryHousehold): Promise<void> {
  const clip = formatId(sealed.clip);
  const { hostname, port } = new URL(server.url);
  for (const words of [
    "nonsense\r\n\r\n",
    "GET // HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
  ]) {
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    socket.end(words);
    socket.resume();
    await once(socket, "close");
  }
  const aborted = new AbortController();
  const poll = home.as.owner.call("readClip", { params: { clip } }, { signal: aborted.signal }).catch(() => undefined);
  aborted.abort();
  await poll;
  for (const body of [sealed.parts[1] ?? new Uint8Array(), new Uint8Array(3)]) {
    await expect(home.as.hub.call("putPart", { params: { clip, index: 0 }, body })).rejects.toThrow();
  }
  await expect(http.call("readEntries", { query: {} }, { token: "x".repeat(43) })).rejects.toThrow();
  const peer = await connectPeer(server.url, VIEWER_SOCKET_PATH, undefined);
  peer.say({ type: "hello", token: await home.as.hub.token() });
  await peer.closed();

  const folder = join(dataDir, "blobs", formatId(home.state.lane));
  await rm(folder, { recursive: true });
  await writeFile(folder, "no folder any more");
  const broken = home.as.member.call("readPart", { params: { clip, index: 0 } });
  await expect(broken).rejects.toMatchObject({ code: "server.bug", status: 500 });
}

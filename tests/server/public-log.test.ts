// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The public log as anyone may read it: C2SP's files, the same for everyone, and nothing of who lives here. */
import { LOG_CHECKPOINT_PATH, LOG_POLICY_PATH, LOG_TILE_PREFIX } from "@nightlatch/api-contract";
import { LANE_LEAF_BYTES, parseLaneLeaf } from "@nightlatch/protocol/wire";
import { fsck } from "@nightlatch/transparency/log";
import { parsePolicy } from "@nightlatch/transparency/policy";
import { entryBundlePath } from "@nightlatch/transparency/verify";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSqlite } from "../../apps/server/src/adapters/embedded/sqlite-database.ts";
import { SqlLaneStore } from "../../apps/server/src/adapters/sql/sql-lane-store.ts";
import { databasePath } from "../../apps/server/src/config.ts";
import { checkpointAt, logOfSize, tilesAt } from "../constellation/log-reader.ts";
import { LoggedHome } from "../constellation/logged-home.ts";
import { startTestServer, type TestServer } from "../constellation/test-server.ts";

let running: TestServer;
let home: LoggedHome;

beforeAll(async () => {
  running = await startTestServer();
  home = await LoggedHome.found(running.http, running.server.url, "public log");
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

const ask = (path: string, init: RequestInit = {}) => fetch(running.server.url + path, init);

describe("the public log", () => {
  it("is whole, holds each leaf once, and each of them is a lane leaf", async () => {
    await home.addDevice("member");
    const leaves = await logOfSize(running.server.url, 2);
    expect(leaves).toHaveLength(2);
    expect(new Set(leaves.map((leaf) => Buffer.from(leaf).toString("hex"))).size).toBe(2);
    for (const leaf of leaves) expect(parseLaneLeaf(leaf)).toMatchObject({ kind: "household" });
    const { checkpoint, bytes } = await checkpointAt(running.server.url);
    const { logs } = parsePolicy(await (await ask(LOG_POLICY_PATH)).text());
    const tiles = tilesAt(running.server.url);
    const source = { read: async (path: string) => (path === "checkpoint" ? bytes : tiles.read(path)) };
    const verdict = await fsck(
      source,
      logs.map(({ key }) => key),
    );
    expect(verdict).toMatchObject({ kind: "whole", checkpoint: { checkpoint } });
  });

  it("says of a household nothing that anyone could find it by", async () => {
    const own = await LoggedHome.found(running.http, running.server.url, "nothing to find");
    const hub = await own.addDevice("hub");
    await own.untilLogged();
    const { lane, head, createHash, laneKeys } = own.state;
    const { bytes } = await checkpointAt(running.server.url);
    const everything = Buffer.concat([...(await logOfSize(running.server.url, 1)), bytes]);
    for (const secret of [lane, head, createHash, own.owner.id, hub.id, own.owner.publicKeys.ledger]) {
      expect(everything.includes(Buffer.from(secret))).toBe(false);
      expect(everything.includes(Buffer.from(secret).toString("base64url"))).toBe(false);
    }
    // What it does say: the lane's own key, which is used for nothing else.
    expect(everything.includes(Buffer.from(laneKeys[0]?.key ?? ""))).toBe(true);
  });

  it("names itself the same way in its policy and in its checkpoint, under a name of its own", async () => {
    const { logs, quorum } = parsePolicy(await (await ask(LOG_POLICY_PATH)).text());
    expect(logs.map(({ key }) => key.name)).toEqual([(await checkpointAt(running.server.url)).checkpoint.origin]);
    expect(logs[0]?.key.name).toMatch(/^nightlatch\.local\/log-[0-9a-f]{6}$/u);
    expect(quorum).toBe("none");
    await using other = await startTestServer();
    expect((await checkpointAt(other.server.url)).checkpoint.origin).not.toBe(logs[0]?.key.name);
  });

  it("is handed out as C2SP's clients expect it, and kept as long as it stays true", async () => {
    await logOfSize(running.server.url, 1);
    const { checkpoint } = await checkpointAt(running.server.url);
    const headsOf = async (path: string) => {
      const answer = await ask(path);
      return [answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")];
    };
    expect(await headsOf(LOG_CHECKPOINT_PATH)).toEqual([200, "text/plain; charset=utf-8", "no-cache"]);
    expect(await headsOf(LOG_POLICY_PATH)).toEqual([200, "text/plain; charset=utf-8", "public, max-age=300"]);
    for (const path of [entryBundlePath(0, checkpoint.size), `tile/0/000.p/${String(checkpoint.size)}`]) {
      expect(await headsOf(`/log/${path}`)).toEqual([200, "application/octet-stream", "public, max-age=300"]);
    }
  });

  it("lets full tiles be kept for ever", async () => {
    const own = await startTestServer();
    const { state, random } = await LoggedHome.found(own.http, own.server.url, "a full tile");
    await logOfSize(own.server.url, 1);
    await own.server.close();
    // As if many had come in a moment: what waits is logged at the next start.
    const database = await openSqlite(databasePath(own.config));
    const lanes = new SqlLaneStore(database);
    for (let slot = 1; slot < 256; slot += 1) {
      await lanes.addLeaf(state.lane, { slot, leaf: random(LANE_LEAF_BYTES), salt: random(32), seq: 0 });
    }
    await database.destroy();
    await using again = await startTestServer({ dataDir: own.dataDir });
    await logOfSize(again.server.url, 256);
    const answer = await fetch(`${again.server.url}${LOG_TILE_PREFIX}entries/000`);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect((await answer.arrayBuffer()).byteLength).toBe(256 * (2 + LANE_LEAF_BYTES));
    await own[Symbol.asyncDispose]();
  });

  it.each([
    "tile/0/001",
    "tile/0/000.p/200",
    "tile/entries/x001/000",
    "tile/64/000",
    "tile/-1/000",
    "tile/00/000",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/0",
    "tile/0/000/",
    "tile/0/000.p/",
    "tile/",
    "tile/0/x000",
    "tile/0/%2e%2e/%2e%2e/head",
    "tile/..%2f..%2flog.key",
    "tile/0/..%5c000",
    "tile/staging/000",
    "tile/0/000%00",
    "staging",
    "head",
    "published",
    "log.key",
  ])("has nothing at %s", async (path) => {
    const answer = await ask(`/log/${path}`, { headers: { accept: "text/html" } });
    expect(answer.status).toBe(404);
    expect(JSON.stringify(await answer.json())).toMatch(/"code":"(?:log|route)\.unknown"/u);
  });

  it("stays inside its folder, also for a path that no client would send", async () => {
    for (const path of ["/log/tile/../../log.key", "/log/tile/0/../../../server.sqlite", "/log/../log.key"]) {
      const socket = connect(running.server.port, "127.0.0.1");
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(await text(socket), path).toMatch(/^HTTP\/1\.1 404/u);
    }
  });

  it("takes nothing from anyone at its own door", async () => {
    for (const method of ["POST", "PUT", "DELETE"]) {
      expect((await ask(LOG_CHECKPOINT_PATH, { method })).status).toBe(404);
    }
    const call = running.http.call("readLogProof", { query: {} });
    await expect(call).rejects.toMatchObject({ code: "session.required" });
  });

  it("has a budget of its own for those who read it, and ends there", async () => {
    await using strict = await startTestServer({ logRequestsPerMinute: 3 });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await fetch(strict.server.url + LOG_CHECKPOINT_PATH)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect((await fetch(`${strict.server.url}/health`)).status).toBe(200);
  });

  it("counts its leaves, and nothing about anyone", async () => {
    await logOfSize(running.server.url, 1);
    const metrics = await (await ask("/metrics")).text();
    expect(Number(/^nightlatch_log_leaves (\d+)$/mu.exec(metrics)?.[1])).toBeGreaterThan(0);
  });
});

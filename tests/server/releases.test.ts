// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The web app's files in the public log: exactly those that are served, one leaf for each change. */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { parseVerifyKey } from "@nightlatch/crypto/signature";
import {
  decodeLaneLeaf,
  decodeRelease,
  formatId,
  releaseCommitment,
  releaseFileOf,
  verifyLane,
  type Id,
} from "@nightlatch/protocol/wire";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { logOfSize } from "../constellation/log-reader.ts";
import { startTestServer, type TestServer } from "../constellation/test-server.ts";

let folder: string;
let webRoot: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-releases-"));
  webRoot = join(folder, "web");
  await mkdir(join(webRoot, "assets"), { recursive: true });
  await writeFile(join(webRoot, "index.html"), "<!doctype html><title>app</title>");
  await writeFile(join(webRoot, "assets", "app-1.js"), "export {};");
  await writeFile(join(webRoot, ".well-known"), "a file that begins with a dot is served too");
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const start = (over = {}): Promise<TestServer> => startTestServer({ dataDir: join(folder, "data"), webRoot, ...over });

/** What is in the log, when it holds so many releases. */
async function releasesOf(running: TestServer, count: number) {
  const leaves = await logOfSize(running.server.url, count);
  return { leaves, ...(await running.http.call("readReleases", {})) };
}

describe("the releases", () => {
  it("hold every file that is served, byte for byte", async () => {
    await using running = await start();
    const { releases, lane, laneKey, leaves } = await releasesOf(running, 1);
    const [{ hash, index } = { hash: "", index: -1 }] = releases;
    const manifest = await running.http.call("readRelease", { params: { hash } });
    expect(encodeBase64url(releaseCommitment(manifest))).toBe(hash);
    const { files } = decodeRelease(manifest);
    expect(files.map(({ path }) => path)).toEqual([".well-known", "assets/app-1.js", "index.html"]);
    for (const file of files) {
      const served = new Uint8Array(await (await fetch(`${running.server.url}/${file.path}`)).arrayBuffer());
      expect(releaseFileOf(file.path, served)).toEqual(file);
    }
    const verdict = verifyLane("release", parseVerifyKey(decodeBase64url(laneKey)), leaves);
    expect(verdict).toMatchObject({ kind: "linear", leaf: { slot: 0, commitment: releaseCommitment(manifest) } });
    const logged = leaves[index];
    expect(logged && formatId(decodeLaneLeaf(logged).lane as Uint8Array as Id)).toBe(lane);
  });

  it("get one more when a file changes, comes or goes, and none when the server only starts again", async () => {
    const lanes = new Set<string>();
    const slots = async (count: number) => {
      await using running = await start();
      const { releases, lane, laneKey, leaves } = await releasesOf(running, count);
      lanes.add(`${lane} ${laneKey}`);
      expect(verifyLane("release", parseVerifyKey(decodeBase64url(laneKey)), leaves).kind).toBe("linear");
      return releases.map(({ slot }) => slot);
    };
    expect(await slots(1)).toEqual([0]);
    expect(await slots(1)).toEqual([0]);
    await writeFile(join(webRoot, "assets", "app-1.js"), "export { };");
    expect(await slots(2)).toEqual([0, 1]);
    await writeFile(join(webRoot, "assets", "app-2.js"), "export {};");
    expect(await slots(3)).toEqual([0, 1, 2]);
    await rm(join(webRoot, "assets", "app-1.js"));
    expect(await slots(4)).toEqual([0, 1, 2, 3]);
    expect(await slots(4)).toEqual([0, 1, 2, 3]);
    expect(lanes.size).toBe(1);
  });

  it("may be kept by their hash for ever, the list for no time", async () => {
    await using running = await start();
    const { releases } = await releasesOf(running, 1);
    const cacheOf = async (path: string) => (await fetch(running.server.url + path)).headers.get("cache-control");
    expect(await cacheOf(`/log/releases/${releases[0]?.hash ?? ""}`)).toBe("public, max-age=31536000, immutable");
    expect(await cacheOf("/log/releases")).toBe("no-cache");
  });

  it("are not there where no app is served, nor under a hash that nobody logged", async () => {
    await using bare = await startTestServer();
    await expect(bare.http.call("readReleases", {})).rejects.toMatchObject({ code: "release.unknown", status: 404 });
    await using running = await start();
    const unknown = running.http.call("readRelease", { params: { hash: encodeBase64url(new Uint8Array(32)) } });
    await expect(unknown).rejects.toMatchObject({ code: "release.unknown" });
    const call = running.http.call("readRelease", { params: { hash: "short" } });
    await expect(call).rejects.toMatchObject({ code: "request.malformed" });
  });

  it("need the key that they began with: without it, or with a damaged one, the server does not start", async () => {
    await (await start()).server.close();
    const path = join(folder, "data", "release.key");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const key = await readFile(path);
    for (const damaged of [undefined, "short", ""]) {
      await rm(path, { force: true });
      if (damaged !== undefined) await writeFile(path, damaged, { mode: 0o600 });
      await expect(start()).rejects.toMatchObject({ code: "config.log_contradicts" });
    }
    await writeFile(path, key, { mode: 0o600 });
    await using running = await start();
    expect((await releasesOf(running, 1)).releases).toHaveLength(1);
  });
});

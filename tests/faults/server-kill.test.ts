// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The server is killed right after each thing that it acknowledged, and in the middle of what it did not.
 * Promise 5: what was acknowledged is there after the restart and opens; what was not can be sent again.
 */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import { openClip, openRecord } from "@nightlatch/protocol/open";
import { sealRecord, signManifest } from "@nightlatch/protocol/seal";
import {
  applyEntry,
  decodeClipOpening,
  formatId,
  NO_PREVIOUS,
  splitFrames,
  verifyLane,
} from "@nightlatch/protocol/wire";
import { openTiles } from "@nightlatch/transparency/verify";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { once } from "node:events";
import { watch } from "node:fs";
import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { checkpointAt, leavesAt, tilesAt } from "../constellation/log-reader.ts";
import { LoggedHome } from "../constellation/logged-home.ts";
import { sealClip, type SealedClip } from "../constellation/sealed-clip.ts";
import { ServerProcess } from "../constellation/server-process.ts";
import { enrol, inText, sessionOf, type HouseholdOnServer } from "../constellation/test-server.ts";

/** One request, and the check that its effect is there. */
type Step = Readonly<{ name: string; run: () => Promise<unknown>; verify: () => Promise<void> }>;

describe("a server that is killed", () => {
  it("has every acknowledged ledger entry, part, manifest and record after each restart", async () => {
    await using server = await ServerProcess.start();
    const home = await testHousehold("server kill", Date.now());
    const steps = [...ledgerSteps(server, home), ...(await recordingSteps(server, home))];
    for (const [i, { name, run }] of steps.entries()) {
      await run();
      await server.kill();
      await server.startAgain();
      for (const done of steps.slice(0, i + 1)) {
        await expect(done.verify(), `${done.name}, after the kill behind ${name}`).resolves.toBeUndefined();
      }
      // An answer that got lost in the kill makes a client repeat itself.
      await run();
    }
  }, 120_000);

  it("takes an upload again that was cut off half-way, and shows nothing of it before", async () => {
    await using server = await ServerProcess.start();
    const home = await enrol(server.http, "server kill half-way", Date.now());
    const sealed = await sealClip(home);
    const clip = formatId(sealed.clip);
    await home.as.hub.call("putClip", { params: { clip }, body: sealed.opening });
    await sendHalf(server, home, clip, sealed);
    await server.kill();
    await server.startAgain();
    expect((await home.as.owner.call("readClip", { params: { clip } })).parts).toEqual([]);
    await uploadParts(home, clip, sealed);
    await expectOpens(home, clip, sealed);
  }, 60_000);

  it.each([1, 4, 8, 12, 16, 20])(
    "keeps its word when it dies at the disk's change number %i",
    async (fatalChange) => {
      await using server = await ServerProcess.start();
      const home = await enrol(server.http, `server kill at change ${String(fatalChange)}`, Date.now());
      const sealed = await sealClip(home, { partCount: 8 });
      const clip = formatId(sealed.clip);
      await home.as.hub.call("putClip", { params: { clip }, body: sealed.opening });
      const killed = killAtChange(server, "blobs", fatalChange);
      const answered = await Promise.allSettled(
        sealed.parts.map((body, index) => home.as.hub.call("putPart", { params: { clip, index }, body })),
      );
      await killed();
      await server.startAgain();
      const { parts } = await home.as.owner.call("readClip", { params: { clip } });
      for (const [index, { status }] of answered.entries()) {
        if (status === "fulfilled") expect(parts.map((part) => part.index)).toContain(index);
      }
      // What is listed is whole, also when the answer never came.
      for (const { index } of parts) {
        expect(await home.as.owner.call("readPart", { params: { clip, index } })).toEqual(sealed.parts[index]);
      }
      await uploadParts(home, clip, sealed);
      await expectOpens(home, clip, sealed);
    },
    60_000,
  );

  it.each([1, 2, 3, 5, 8, 13, 21, 34])(
    "logs each leaf exactly once when it dies at the log's change number %i",
    async (fatalChange) => {
      await using server = await ServerProcess.start();
      const { http } = server;
      const home = await LoggedHome.found(http, server.url, `log kill at ${String(fatalChange)}`, Date.now());
      await home.untilLogged();
      const seen = (await checkpointAt(server.url)).checkpoint;
      const killed = killAtChange(server, "log", fatalChange);
      const acknowledged = await coverUntilDead(home);
      await killed();
      await server.startAgain();
      // Stored without an answer, or not stored: the household asks, as its devices do.
      const slot = await home.resume();
      expect(slot).toBeGreaterThanOrEqual(acknowledged.length);
      await home.cover(home.session);
      await home.untilLogged();
      const { checkpoint } = await checkpointAt(server.url);
      const tiles = await openTiles(checkpoint, tilesAt(server.url));
      expect(await tiles.headAt(seen.size)).toEqual({ size: seen.size, root: seen.root });
      // One household, one lane: were any leaf missing, there twice, or out of turn, the lane would not be linear.
      const leaves = await leavesAt(server.url);
      expect(verifyLane("household", home.firstKey, leaves)).toMatchObject({
        kind: "linear",
        leaf: { slot: slot + 1 },
      });
      const logged = new Set(leaves.map(encodeBase64url));
      expect(acknowledged.filter((leaf) => !logged.has(encodeBase64url(leaf)))).toEqual([]);
    },
    60_000,
  );
});

/** Adds leaves, more than the server will live to see. Those that it acknowledged. */
async function coverUntilDead(home: LoggedHome): Promise<readonly Uint8Array[]> {
  const acknowledged: Uint8Array[] = [];
  for (;;) {
    try {
      acknowledged.push((await home.cover(home.session)).leaf);
    } catch (error) {
      if (!hasCode(error, "client.unreachable")) throw error;
      return acknowledged;
    }
  }
}

function ledgerSteps({ http }: ServerProcess, home: TestHousehold): readonly Step[] {
  const owner = sessionOf(http, home, home.owner);
  return home.entries.map((signed, seq) => ({
    name: `ledger entry ${String(seq)}`,
    run: () =>
      seq === 0
        ? http.call("createHousehold", { body: inText(signed) })
        : owner.call("appendEntry", { body: inText(signed) }),
    verify: async () => {
      const { entries } = await owner.call("readEntries", { query: {} });
      let state: Parameters<typeof applyEntry>[0];
      for (const entry of entries.map(decodeBase64url)) {
        const verdict = applyEntry(state, entry);
        if (verdict.kind === "refused") throw new Error(verdict.code);
        state = verdict.state;
      }
      expect(entries[seq]).toBe(encodeBase64url(signed.entry));
      expect(state?.seq).toBe(entries.length - 1);
      // The creator's boxes travel with entry 0 and are durable with it.
      expect((await owner.call("readBoxes", {})).boxes.map(({ box }) => box).sort()).toEqual(
        inText(home.entries[0] ?? signed).boxes.sort(),
      );
    },
  }));
}

async function recordingSteps({ http }: ServerProcess, home: TestHousehold): Promise<readonly Step[]> {
  const [owner, hub] = [sessionOf(http, home, home.owner), sessionOf(http, home, home.hub)];
  const sealed = await sealClip(home);
  const clip = formatId(sealed.clip);
  const place = { lane: home.state.lane, camera: sealed.camera, n: 0, prev: NO_PREVIOUS, atMs: TEST_NOW_MS };
  const manifest = await signManifest(home.hub, { ...place, content: sealed.content });
  const jpeg = home.random(500);
  const record = await sealRecord({
    author: home.hub,
    lane: home.state.lane,
    id: sealed.clip,
    version: 1,
    to: { kind: "epoch", epoch: home.epoch.pkHash, pk: home.epoch.pk },
    content: { kind: "thumbnail", jpeg },
    atMs: TEST_NOW_MS,
  });
  return [
    {
      name: "opening",
      run: () => hub.call("putClip", { params: { clip }, body: sealed.opening }),
      verify: async () => {
        const { opening } = await owner.call("readClip", { params: { clip } });
        await openClip(decodeClipOpening(decodeBase64url(opening)), home.state, home.keyring);
      },
    },
    ...sealed.parts.map((body, index) => ({
      name: `part ${String(index)}`,
      run: () => hub.call("putPart", { params: { clip, index }, body }),
      verify: async () => {
        const stored = await owner.call("readPart", { params: { clip, index } });
        expect(await openFrames(home, sealed, stored)).toBe(3);
        const { usedBytes } = await owner.call("readQuota", {});
        expect(usedBytes).toBeGreaterThanOrEqual(body.length);
      },
    })),
    {
      name: "manifest",
      run: () => hub.call("putManifest", { body: manifest }),
      verify: async () => {
        const params = { camera: formatId(sealed.camera) };
        const { manifests } = await owner.call("readManifests", { params, query: {} });
        expect(manifests).toEqual([encodeBase64url(manifest)]);
        expect((await owner.call("readClip", { params: { clip } })).endMs).toBe(sealed.content.endMs);
      },
    },
    {
      name: "record",
      run: () => hub.call("putRecord", { body: record }),
      verify: async () => {
        const stored = await owner.call("readRecord", { params: { kind: "thumbnail", id: clip } });
        const opened = await openRecord(stored, home.state, { device: home.owner, keyring: home.keyring });
        expect(opened?.content).toEqual({ kind: "thumbnail", jpeg });
      },
    },
  ];
}

async function uploadParts({ as }: HouseholdOnServer, clip: string, { parts }: SealedClip): Promise<void> {
  for (const [index, body] of parts.entries()) await as.hub.call("putPart", { params: { clip, index }, body });
}

async function expectOpens(home: HouseholdOnServer, clip: string, sealed: SealedClip): Promise<void> {
  let count = 0;
  for (const index of sealed.parts.keys()) {
    count += await openFrames(home, sealed, await home.as.owner.call("readPart", { params: { clip, index } }));
  }
  expect(count).toBe(sealed.content.count);
}

/** How many frames opened: all of the part, or it throws. */
async function openFrames(home: TestHousehold, sealed: SealedClip, part: Uint8Array): Promise<number> {
  const opener = await openClip(decodeClipOpening(sealed.opening), home.state, home.keyring);
  const { frames, rest } = splitFrames(part);
  expect(rest).toHaveLength(0);
  for (const frame of frames) await opener.openFragment(frame);
  return frames.length;
}

/** Resolves when the server has read the first half of a part and waits for the rest, which never comes. */
async function sendHalf(
  server: ServerProcess,
  home: HouseholdOnServer,
  clip: string,
  { parts }: SealedClip,
): Promise<void> {
  const [part = new Uint8Array()] = parts;
  const sending = request(`${server.url}/v1/clips/${clip}/parts/0`, {
    method: "PUT",
    headers: {
      authorization: `Bearer ${await home.as.hub.token()}`,
      "content-type": "application/octet-stream",
      "content-length": part.length,
      expect: "100-continue",
    },
  });
  // The kill breaks this connection; that is the point.
  sending.on("error", () => undefined);
  sending.flushHeaders();
  await once(sending, "continue");
  await new Promise((resolve) => sending.write(part.subarray(0, part.length / 2), resolve));
}

/** Kills the process as soon as that part of its data changed so many times. Call the result to be sure that it is dead. */
function killAtChange(server: ServerProcess, part: "blobs" | "log", fatalChange: number): () => Promise<void> {
  let left = fatalChange;
  let death: Promise<unknown> | undefined;
  const watcher = watch(server.dataDir, { recursive: true }, (_event, path) => {
    if (path?.startsWith(`${part}/`) !== true) return;
    left -= 1;
    if (left === 0) death ??= server.kill();
  });
  return async () => {
    watcher.close();
    await (death ??= server.kill());
  };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Recordings over HTTP: stored byte for byte, closed by a manifest, deleted, bounded. */
import { encodeBase64url } from "@nightlatch/bytes";
import { addDevice, deviceFromSeed, witnessKeyOf } from "@nightlatch/protocol/keys";
import { signManifest } from "@nightlatch/protocol/seal";
import { formatId, manifestHash, NO_PREVIOUS, type CameraId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sealClip } from "../constellation/sealed-clip.ts";
import {
  enrol,
  inText,
  sessionOf,
  startTestServer,
  type HouseholdOnServer,
  type TestServer,
} from "../constellation/test-server.ts";
import { uploadClip } from "../constellation/upload-clip.ts";

let running: TestServer;
let home: HouseholdOnServer;
let stranger: HouseholdOnServer;

beforeAll(async () => {
  running = await startTestServer();
  home = await enrol(running.http, "recordings");
  stranger = await enrol(running.http, "recordings stranger");
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

describe("recordings", () => {
  it("come back byte for byte, also after the same upload twice", async () => {
    const sealed = await sealClip(home);
    const clip = await uploadClip(home, sealed);
    await uploadClip(home, sealed);
    for (const [index, part] of sealed.parts.entries()) {
      expect(await home.as.member.call("readPart", { params: { clip, index } })).toEqual(part);
    }
    const { usedBytes } = await home.as.owner.call("readQuota", {});
    expect(usedBytes).toBe(sealed.parts.reduce((sum, part) => sum + part.length, 0));
  });

  it("are closed by a manifest that names every part, and not before", async () => {
    const sealed = await sealClip(home);
    const base = { lane: home.state.lane, camera: sealed.camera, n: 0, prev: NO_PREVIOUS, atMs: TEST_NOW_MS };
    const manifest = await signManifest(home.hub, { ...base, content: sealed.content });
    const put = () => home.as.hub.call("putManifest", { body: manifest });
    await expect(put()).rejects.toMatchObject({ code: "clip.unknown" });
    const clip = formatId(sealed.clip);
    await home.as.hub.call("putClip", { params: { clip }, body: sealed.opening });
    await expect(put()).rejects.toMatchObject({ code: "manifest.parts_missing", details: { missing: [0, 1] } });
    await uploadClip(home, sealed);
    expect(await put()).toEqual({ n: 0 });
    expect(await put()).toEqual({ n: 0 });
    const { manifests, last } = await home.as.member.call("readManifests", {
      params: { camera: formatId(sealed.camera) },
      query: {},
    });
    expect(manifests).toEqual([encodeBase64url(manifest)]);
    expect(last).toEqual({ n: 0, hash: encodeBase64url(manifestHash(manifest)) });
    const listed = await home.as.member.call("listClips", {
      query: { camera: formatId(sealed.camera), fromMs: TEST_NOW_MS, toMs: TEST_NOW_MS + 5000 },
    });
    expect(listed.clips.map(({ endMs }) => endMs)).toEqual([sealed.content.endMs]);
  });

  it("keep a diary without holes: a number out of turn or another past is a conflict", async () => {
    const { camera } = await sealClip(home);
    const base = { lane: home.state.lane, camera, atMs: TEST_NOW_MS, content: { kind: "heartbeat" } } as const;
    const put = async (n: number, prev: typeof NO_PREVIOUS) =>
      home.as.hub.call("putManifest", { body: await signManifest(home.hub, { ...base, n, prev }) });
    const first = await signManifest(home.hub, { ...base, n: 0, prev: NO_PREVIOUS });
    await home.as.hub.call("putManifest", { body: first });
    await expect(put(2, manifestHash(first))).rejects.toMatchObject({ code: "manifest.conflict", details: { n: 0 } });
    await expect(put(1, NO_PREVIOUS)).rejects.toMatchObject({ code: "manifest.conflict" });
    expect(await put(1, manifestHash(first))).toEqual({ n: 1 });
  });

  it("refuse other bytes for a part that is stored", async () => {
    const sealed = await sealClip(home);
    const clip = await uploadClip(home, sealed);
    const call = home.as.hub.call("putPart", { params: { clip, index: 0 }, body: sealed.parts[1] ?? new Uint8Array() });
    await expect(call).rejects.toMatchObject({ code: "part.exists", status: 409 });
  });

  it("refuse what is no run of whole frames", async () => {
    const sealed = await sealClip(home);
    const clip = formatId(sealed.clip);
    await home.as.hub.call("putClip", { params: { clip }, body: sealed.opening });
    const [part = new Uint8Array()] = sealed.parts;
    for (const body of [part.subarray(0, part.length - 1), new Uint8Array(100), Uint8Array.of(...part, 1)]) {
      const call = home.as.hub.call("putPart", { params: { clip, index: 0 }, body });
      await expect(call).rejects.toMatchObject({ code: "part.malformed" });
    }
  });

  it("are taken from the hub that signed them, and from nobody else", async () => {
    const sealed = await sealClip(home);
    const clip = formatId(sealed.clip);
    const put = (by: "owner" | "member") => home.as[by].call("putClip", { params: { clip }, body: sealed.opening });
    await expect(put("owner")).rejects.toMatchObject({ code: "access.denied" });
    await expect(put("member")).rejects.toMatchObject({ code: "access.denied" });
    const byStranger = stranger.as.hub.call("putClip", { params: { clip }, body: sealed.opening });
    await expect(byStranger).rejects.toMatchObject({ code: "clip.refused" });
    const changed = Uint8Array.from(sealed.opening);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    const forged = home.as.hub.call("putClip", { params: { clip }, body: changed });
    await expect(forged).rejects.toMatchObject({ code: "clip.refused" });
  });

  it("of another household look as if they did not exist", async () => {
    const sealed = await sealClip(home);
    const clip = await uploadClip(home, sealed);
    for (const call of [
      stranger.as.owner.call("readClip", { params: { clip } }),
      stranger.as.owner.call("readPart", { params: { clip, index: 0 } }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: "clip.unknown", status: 404 });
    }
    await stranger.as.owner.call("deleteClip", { params: { clip } });
    expect((await home.as.owner.call("readClip", { params: { clip } })).parts).toHaveLength(2);
  });

  it("are gone after deletion, bytes given back, and deleting again is fine", async () => {
    const own = await enrol(running.http, "deletion");
    const clip = await uploadClip(own, await sealClip(own));
    await own.as.owner.call("deleteClip", { params: { clip } });
    await own.as.owner.call("deleteClip", { params: { clip } });
    await expect(own.as.owner.call("readClip", { params: { clip } })).rejects.toMatchObject({ code: "clip.unknown" });
    expect((await own.as.owner.call("readQuota", {})).usedBytes).toBe(0);
    await expect(own.as.member.call("deleteClip", { params: { clip } })).rejects.toMatchObject({
      code: "access.denied",
    });
  });

  it("are refused over the quota, with what is there kept", async () => {
    await using small = await startTestServer({ quotaBytes: 1000 });
    const own = await enrol(small.http, "quota");
    const sealed = await sealClip(own);
    const clip = formatId(sealed.clip);
    await own.as.hub.call("putClip", { params: { clip }, body: sealed.opening });
    await own.as.hub.call("putPart", { params: { clip, index: 0 }, body: sealed.parts[0] ?? new Uint8Array() });
    const call = own.as.hub.call("putPart", { params: { clip, index: 1 }, body: sealed.parts[1] ?? new Uint8Array() });
    await expect(call).rejects.toMatchObject({ code: "quota.exceeded" });
    expect((await own.as.member.call("readClip", { params: { clip } })).parts).toHaveLength(1);
  });

  it("are refused when the disk has less than its reserve left", async () => {
    await using full = await startTestServer({ reserveBytes: Number.MAX_SAFE_INTEGER });
    const own = await enrol(full.http, "full disk");
    const sealed = await sealClip(own);
    const clip = formatId(sealed.clip);
    await own.as.hub.call("putClip", { params: { clip }, body: sealed.opening });
    const call = own.as.hub.call("putPart", { params: { clip, index: 0 }, body: sealed.parts[0] ?? new Uint8Array() });
    await expect(call).rejects.toMatchObject({ code: "server.storage_full", status: 507 });
    const health = await fetch(`${full.server.url}/health`);
    expect([health.status, await health.json()]).toEqual([503, { status: "failing", database: true, storage: false }]);
  });

  it("are closed by the hub that made them, in the diary of their own camera", async () => {
    const own = await enrol(running.http, "two hubs");
    const second = await deviceFromSeed(own.random(32));
    const making = { actor: own.owner, random: own.random, nowMs: TEST_NOW_MS };
    const witness = witnessKeyOf(second).publicKey;
    const place = { state: own.state, keyring: own.keyring, keys: second.publicKeys, role: "hub", witness } as const;
    await own.as.owner.call("appendEntry", { body: inText(await addDevice(making, place)) });
    const sealed = await sealClip(own);
    await uploadClip(own, sealed);
    const base = { lane: own.state.lane, n: 0, prev: NO_PREVIOUS, atMs: TEST_NOW_MS, content: sealed.content };
    const byOther = await signManifest(second, { ...base, camera: sealed.camera });
    const put = sessionOf(running.http, own, second).call("putManifest", { body: byOther });
    await expect(put).rejects.toMatchObject({ code: "manifest.refused" });
    const elsewhere = await signManifest(own.hub, { ...base, camera: own.random(16) as Uint8Array as CameraId });
    const call = own.as.hub.call("putManifest", { body: elsewhere });
    await expect(call).rejects.toMatchObject({ code: "manifest.refused" });
  });

  it("take one and the same manifest from two requests at once", async () => {
    const sealed = await sealClip(home);
    await uploadClip(home, sealed);
    const base = { lane: home.state.lane, camera: sealed.camera, n: 0, prev: NO_PREVIOUS, atMs: TEST_NOW_MS };
    const body = await signManifest(home.hub, { ...base, content: sealed.content });
    const answers = await Promise.all([1, 2, 3].map(() => home.as.hub.call("putManifest", { body })));
    expect(answers).toEqual([{ n: 0 }, { n: 0 }, { n: 0 }]);
  });

  it("leave no bytes behind: what a crash between row and bytes left goes with the next deletion", async () => {
    const clip = await uploadClip(home, await sealClip(home));
    const folder = join(running.dataDir, "blobs", formatId(home.state.lane), clip);
    expect(await readdir(folder)).toHaveLength(2);
    await home.as.owner.call("deleteClip", { params: { clip } });
    await expect(readdir(folder)).rejects.toMatchObject({ code: "ENOENT" });
    await mkdir(folder);
    await writeFile(join(folder, "0-left"), "sealed bytes that no row names any more");
    await home.as.owner.call("deleteClip", { params: { clip } });
    await expect(readdir(folder)).rejects.toMatchObject({ code: "ENOENT" });
  });
});

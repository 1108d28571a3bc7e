// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The server over HTTP as its clients see it: what it takes in, and what it refuses with which code. */
import { hasCode } from "@nightlatch/errors";
import { addDevice, deviceFromSeed, removeDevices } from "@nightlatch/protocol/keys";
import { sealRecord, signManifest } from "@nightlatch/protocol/seal";
import { formatId, manifestHash, NO_PREVIOUS } from "@nightlatch/protocol/wire";
import { encodeBase64url } from "@nightlatch/bytes";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sealClip, type SealedClip } from "../constellation/sealed-clip.ts";
import {
  enrol,
  inText,
  sessionOf,
  startTestServer,
  type HouseholdOnServer,
  type TestServer,
} from "../constellation/test-server.ts";

let running: TestServer;
let home: HouseholdOnServer;
let stranger: HouseholdOnServer;

beforeAll(async () => {
  running = await startTestServer();
  home = await enrol(running.http, "http api");
  stranger = await enrol(running.http, "http api stranger");
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

async function upload({ as }: HouseholdOnServer, { clip, opening, parts }: SealedClip): Promise<string> {
  const id = formatId(clip);
  await as.hub.call("putClip", { params: { clip: id }, body: opening });
  for (const [index, part] of parts.entries())
    await as.hub.call("putPart", { params: { clip: id, index }, body: part });
  return id;
}

describe("sessions", () => {
  it("are refused to a device that is not in the household, and to a signature by another key", async () => {
    const outsider = await deviceFromSeed(home.random(32));
    await expect(sessionOf(running.http, home, outsider).token()).rejects.toMatchObject({ code: "session.refused" });
    const wrongKey = { ...home.member, session: outsider.session };
    await expect(sessionOf(running.http, home, wrongKey).token()).rejects.toMatchObject({ code: "session.refused" });
  });

  it("are not given twice for one challenge", async () => {
    const [lane, device] = [formatId(home.state.lane), formatId(home.owner.id)];
    const { challenge } = await running.http.call("createChallenge", { body: { lane, device } });
    const body = { lane, device, challenge, signature: encodeBase64url(new Uint8Array(64)) };
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(running.http.call("createSession", { body })).rejects.toMatchObject({ code: "session.refused" });
    }
  });

  it("are asked for, and unknown tokens refused", async () => {
    await expect(running.http.call("readEntries", { query: {} })).rejects.toMatchObject({ code: "session.required" });
    const call = running.http.call("readEntries", { query: {} }, { token: "made-up" });
    await expect(call).rejects.toMatchObject({ code: "session.unknown", status: 401 });
  });

  it("die with the removal of their device, at once", async () => {
    const own = await enrol(running.http, "removal");
    await own.as.member.call("readEntries", { query: {} });
    const making = { actor: own.owner, random: own.random, nowMs: TEST_NOW_MS };
    const removal = await removeDevices(making, { state: own.state, keyring: own.keyring, remove: [own.member.id] });
    await own.as.owner.call("appendEntry", { body: inText(removal) });
    await expect(own.as.member.call("readEntries", { query: {} })).rejects.toMatchObject({ code: "session.refused" });
  });
});

describe("the ledger", () => {
  it("takes the same entry twice and refuses a second one with the same number", async () => {
    const own = await enrol(running.http, "conflict");
    const making = { actor: own.owner, random: own.random, nowMs: TEST_NOW_MS };
    const [first, second] = await Promise.all(
      [own.random(32), own.random(32)].map(async (seed) => {
        const { publicKeys: keys } = await deviceFromSeed(seed);
        return addDevice(making, { state: own.state, keyring: own.keyring, keys, role: "member" });
      }),
    );
    if (first === undefined || second === undefined) throw new Error("two entries");
    const answer = await own.as.owner.call("appendEntry", { body: inText(first) });
    expect(await own.as.owner.call("appendEntry", { body: inText(first) })).toEqual(answer);
    const conflict = own.as.owner.call("appendEntry", { body: inText(second) });
    await expect(conflict).rejects.toMatchObject({ code: "ledger.conflict", status: 409 });
  });

  it("refuses boxes that the entry does not name, before anything is stored", async () => {
    const own = await enrol(running.http, "boxes");
    const making = { actor: own.owner, random: own.random, nowMs: TEST_NOW_MS };
    const { publicKeys: keys } = await deviceFromSeed(own.random(32));
    const added = await addDevice(making, { state: own.state, keyring: own.keyring, keys, role: "member" });
    const swapped = { ...added, boxes: own.entries[0]?.boxes ?? [] };
    for (const wrong of [swapped, { ...added, boxes: [] }]) {
      const call = own.as.owner.call("appendEntry", { body: inText(wrong) });
      await expect(call).rejects.toMatchObject({ code: "ledger.boxes_mismatch" });
    }
    expect((await own.as.owner.call("readEntries", { query: {} })).seq).toBe(own.state.seq);
  });

  it("names the refusal of an entry that no client would accept", async () => {
    const own = await enrol(running.http, "refusal");
    const making = { actor: own.owner, random: own.random, nowMs: TEST_NOW_MS };
    const { publicKeys: keys } = await deviceFromSeed(own.random(32));
    const added = await addDevice(making, { state: own.state, keyring: own.keyring, keys, role: "member" });
    const entry = Uint8Array.from(added.entry);
    entry[entry.length - 1] = (entry.at(-1) ?? 0) ^ 1;
    const call = own.as.owner.call("appendEntry", { body: inText({ ...added, entry }) });
    await expect(call).rejects.toMatchObject({ code: "ledger.bad_signature", status: 422 });
  });

  it("does not start a household twice under one id", async () => {
    const [create] = home.entries;
    if (create === undefined) throw new Error("an entry");
    const again = await running.http.call("createHousehold", { body: inText(create) });
    expect(again.seq).toBe(0);
  });

  it("hands each device its own boxes only", async () => {
    const [owners, hubs] = [await home.as.owner.call("readBoxes", {}), home.as.hub.call("readBoxes", {})];
    expect(owners.boxes).toHaveLength(1);
    await expect(hubs).rejects.toMatchObject({ code: "access.denied" });
  });

  it("finds the household of a paper key, and of nobody who was never in", async () => {
    const paper = formatId(home.paper.id);
    const { lane } = await running.http.call("findHousehold", { params: { device: paper } });
    expect(lane).toBe(formatId(home.state.lane));
    const device = formatId((await deviceFromSeed(home.random(32))).id);
    const call = running.http.call("findHousehold", { params: { device } });
    await expect(call).rejects.toMatchObject({ code: "household.unknown" });
  });
});

describe("recordings", () => {
  it("come back byte for byte, also after the same upload twice", async () => {
    const sealed = await sealClip(home);
    const clip = await upload(home, sealed);
    await upload(home, sealed);
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
    await upload(home, sealed);
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
    const clip = await upload(home, sealed);
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
    const clip = await upload(home, sealed);
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
    const clip = await upload(own, await sealClip(own));
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
});

describe("records", () => {
  const name = async (version: number, text: string, by: "owner" | "hub" = "owner") =>
    sealRecord({
      author: home[by],
      lane: home.state.lane,
      id: home.state.lane,
      version,
      to: { kind: "epoch", epoch: home.epoch.pkHash, pk: home.epoch.pk },
      content: { kind: "household", name: text },
      atMs: TEST_NOW_MS,
    });

  it("go to the newest version and tell a late writer", async () => {
    const second = await name(2, "second");
    await home.as.owner.call("putRecord", { body: await name(1, "first") });
    const { cursor } = await home.as.owner.call("putRecord", { body: second });
    expect(await home.as.owner.call("putRecord", { body: second })).toEqual({ cursor });
    const stale = home.as.owner.call("putRecord", { body: await name(2, "other") });
    await expect(stale).rejects.toMatchObject({ code: "record.stale_version" });
    const { records } = await home.as.member.call("readRecords", { query: {} });
    expect(records).toEqual([encodeBase64url(second)]);
    expect(await home.as.member.call("readRecords", { query: { after: cursor } })).toEqual({ records: [], cursor });
  });

  it("are refused from someone else than their author, or who may not write them", async () => {
    const byOther = home.as.member.call("putRecord", { body: await name(9, "x") });
    await expect(byOther).rejects.toMatchObject({ code: "record.refused" });
    const byHub = home.as.hub.call("putRecord", { body: await name(9, "x", "hub") });
    await expect(byHub).rejects.toMatchObject({ code: "record.refused" });
    const found = home.as.member.call("readRecord", { params: { kind: "device", id: formatId(home.member.id) } });
    await expect(found).rejects.toMatchObject({ code: "record.unknown" });
  });

  it("show a hub only what is sealed to it or by it", async () => {
    await home.as.owner.call("putRecord", { body: await name(20, "for members") });
    expect((await home.as.hub.call("readRecords", { query: {} })).records).toEqual([]);
  });
});

describe("pairing mailboxes", () => {
  const mailbox = "AAAAAAAAAAAAAAAAAAAAAA";

  it("keep the first message and wake who waits for it", async () => {
    const waiting = running.http.call("readMailbox", { params: { mailbox, slot: "offer" }, query: { waitMs: 20_000 } });
    const message = Uint8Array.of(1, 2, 3);
    await running.http.call("putMailbox", { params: { mailbox, slot: "offer" }, body: message });
    expect(await waiting).toEqual(message);
    await running.http.call("putMailbox", { params: { mailbox, slot: "offer" }, body: message });
    const other = running.http.call("putMailbox", { params: { mailbox, slot: "offer" }, body: Uint8Array.of(9) });
    await expect(other).rejects.toMatchObject({ code: "mailbox.full" });
    const empty = running.http.call("readMailbox", { params: { mailbox, slot: "answer" }, query: {} });
    await expect(empty).rejects.toMatchObject({ code: "mailbox.empty" });
  });

  it("take no large messages", async () => {
    const call = running.http.call("putMailbox", { params: { mailbox, slot: "reveal" }, body: new Uint8Array(9000) });
    await expect(call).rejects.toMatchObject({ code: "request.too_large", status: 413 });
  });
});

describe("bad requests", () => {
  it.each([
    ["an unknown route", "GET", "/v1/nothing", undefined, 404, "route.unknown"],
    ["an unknown method", "PUT", "/v1/sessions", "{}", 404, "route.unknown"],
    ["broken JSON", "POST", "/v1/sessions", "{", 400, "request.malformed"],
    ["a field of another type", "POST", "/v1/sessions/challenges", '{"lane":1}', 400, "request.malformed"],
    ["an id that is none", "GET", "/v1/devices/x/household", undefined, 400, "request.malformed"],
    ["a path out of the folder", "GET", "/v1/../../etc/passwd", undefined, 404, "route.unknown"],
  ])("get a named error for %s", async (_name, method, path, body, status, code) => {
    const headers = { "content-type": "application/json" };
    const init = body === undefined ? { method } : { method, body, headers };
    const answer = await fetch(running.server.url + path, init);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code, advice: expect.any(String) as string } });
  });

  it("are limited by address, not forever by household", async () => {
    await using strict = await startTestServer({ addressRequestsPerMinute: 3 });
    const ask = () => strict.http.call("readHealth", {});
    await Promise.all([ask(), ask(), ask()]);
    await expect(ask()).rejects.toMatchObject({ code: "rate.limited", status: 429 });
  });

  it("never answer with a stack trace or a foreign error", async () => {
    const body = new Uint8Array(2 * 1024 * 1024);
    const failed = await home.as.hub.call("putManifest", { body }).catch((error: unknown) => error);
    expect(hasCode(failed, "request.too_large")).toBe(true);
  });
});

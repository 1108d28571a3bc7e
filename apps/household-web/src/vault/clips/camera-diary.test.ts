// SPDX-License-Identifier: AGPL-3.0-or-later
import { removeDevices } from "@nightlatch/protocol/keys";
import { formatId, type CameraId, type ManifestContent } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CameraDiary, type DiaryFacts } from "./camera-diary.ts";
import { ClipServer, MemoryHeads } from "./clip-server.fixture.ts";

const CAMERA = new Uint8Array(16).fill(6) as Uint8Array as CameraId;
const MINUTE_MS = 60_000;
/** Ten gaps of a minute each, up to now. */
const ITEMS = 10;
const START_MS = TEST_NOW_MS - ITEMS * MINUTE_MS;
const ALL = { fromMs: START_MS, toMs: TEST_NOW_MS };

describe("CameraDiary", () => {
  let household: TestHousehold;
  let genuine: readonly Uint8Array[];
  let server: ClipServer;
  let heads: MemoryHeads;
  let facts: DiaryFacts;

  beforeAll(async () => {
    household = await testHousehold("camera-diary");
    genuine = await write(ITEMS);
  });
  beforeEach(() => {
    server = new ClipServer();
    server.diary = [...genuine];
    heads = new MemoryHeads();
    const { state } = household;
    facts = { state, nowMs: TEST_NOW_MS, sinceMs: START_MS, endedMs: undefined, removedAtMs: () => undefined };
  });

  it("reads what touches the time", async () => {
    expect(await numbers(at(3.5, 5.5))).toEqual([3, 4, 5]);
  });

  it("misses nothing in a whole diary", async () => {
    expect((await read()).missing).toEqual([]);
  });

  it("finds a server that begins later than it should", async () => {
    server.place = { first: 5, last: 9 };
    await refuses(at(3.5, 8));
  });

  it("finds a server that says that nothing is so late", async () => {
    server.place = { last: 9 };
    await refuses(at(3.5, 8));
  });

  it("finds a server that names a beginning without what is before it", async () => {
    server.place = { first: 20, last: 25 };
    await refuses(at(3.5, 8));
  });

  it("finds items that are named and kept back", async () => {
    server.place = { first: 0, last: 9 };
    server.diary = genuine.slice(0, 6);
    await refuses(ALL);
  });

  it("shows a tail as missing that is longer than the hub is ever silent", async () => {
    facts = { ...facts, nowMs: TEST_NOW_MS + 12 * MINUTE_MS + 1 };
    expect((await read({ fromMs: START_MS, toMs: TEST_NOW_MS * 2 })).missing).toEqual([
      { fromMs: TEST_NOW_MS, toMs: facts.nowMs },
    ]);
  });

  it("expects no word of the hub before its heartbeat is due", async () => {
    facts = { ...facts, nowMs: TEST_NOW_MS + 12 * MINUTE_MS };
    expect((await read({ fromMs: START_MS, toMs: TEST_NOW_MS * 2 })).missing).toEqual([]);
  });

  it("shows the missing tail also in a stretch after the last item", async () => {
    facts = { ...facts, nowMs: TEST_NOW_MS + 60 * MINUTE_MS };
    expect(await read(at(20, 30))).toEqual({ items: [], missing: [at(20, 30)] });
  });

  it("shows a diary as missing of which nothing is left", async () => {
    server.diary = [];
    facts = { ...facts, nowMs: TEST_NOW_MS + 3 * MINUTE_MS };
    expect(await read(at(2, 8))).toEqual({ items: [], missing: [at(2, 8)] });
  });

  it("expects nothing of a camera that was just added", async () => {
    server.diary = [];
    facts = { ...facts, sinceMs: TEST_NOW_MS - MINUTE_MS };
    expect((await read()).missing).toEqual([]);
  });

  it("finds a diary that is shorter than what this browser saw before, however young", async () => {
    await read();
    server.diary = genuine.slice(0, 6);
    expect((await read()).missing).toEqual([at(6, 10)]);
    expect(heads.evidence).toMatchObject([{ code: "manifest.rollback", bytes: [genuine[9]] }]);
  });

  it("finds an empty diary where this browser saw one before", async () => {
    await read();
    server.diary = [];
    expect((await read()).missing).toEqual([ALL]);
  });

  it("finds another item than the one seen before, and keeps both", async () => {
    await read();
    server.diary = [...(await write(ITEMS, "disk_full"))];
    await refuses(at(20, 30));
    expect(heads.evidence).toMatchObject([{ code: "manifest.fork", bytes: [genuine[9], server.diary[9]] }]);
  });

  it("never lowers what it remembers", async () => {
    await read();
    server.diary = genuine.slice(0, 6);
    await read();
    expect(heads.heads.get(formatId(CAMERA))?.n).toBe(9);
  });

  it("takes a removed hub's items as far as it saw them before", async () => {
    await read();
    await removeHub(TEST_NOW_MS);
    expect(await numbers()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("takes nothing that a removed hub adds, whatever date it bears", async () => {
    server.diary = genuine.slice(0, 6);
    await read();
    await removeHub(TEST_NOW_MS);
    server.diary = [...genuine];
    expect(await numbers()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(heads.heads.get(formatId(CAMERA))?.n).toBe(5);
  });

  it("takes nothing from after the removal, seen before or not", async () => {
    await removeHub(START_MS + 4.5 * MINUTE_MS);
    expect(await numbers()).toEqual([0, 1, 2, 3]);
  });

  it("takes no second past from a removed hub that does not lead to what was seen", async () => {
    await read();
    await removeHub(TEST_NOW_MS);
    server.diary = [...(await write(6, "disk_full"))];
    await refuses(ALL);
    server.diary.push(...genuine.slice(6));
    await refuses(at(1.5, 3.5));
  });

  it("expects no heartbeat of a removed hub", async () => {
    await read();
    await removeHub(TEST_NOW_MS);
    facts = { ...facts, nowMs: TEST_NOW_MS + 60 * MINUTE_MS };
    expect((await read(at(20, 30))).missing).toEqual([]);
  });

  /** A new worker: it knows only what the browser keeps. */
  async function read(span = ALL) {
    return new CameraDiary(CAMERA, server, heads).read(span, facts);
  }

  async function numbers(span = ALL): Promise<readonly number[]> {
    return (await read(span)).items.map(({ manifest }) => manifest.n);
  }

  async function refuses(span: Readonly<{ fromMs: number; toMs: number }>): Promise<void> {
    await expect(read(span)).rejects.toMatchObject({ code: "manifest.broken_chain" });
  }

  async function removeHub(removedMs: number): Promise<void> {
    const { owner, random, state, keyring, hub } = household;
    const removal = { state, keyring, remove: [hub.id] };
    const removed = await removeDevices({ actor: owner, random, nowMs: removedMs }, removal);
    facts = { ...facts, state: removed.state, endedMs: removedMs, removedAtMs: () => removedMs };
  }

  async function write(length: number, reason: "paused" | "disk_full" = "paused"): Promise<readonly Uint8Array[]> {
    const writing = new ClipServer();
    for (let n = 0; n < length; n += 1) {
      const span = at(n, n + 1);
      const content: ManifestContent = { kind: "gap", ...span, reason };
      await writing.write(household, CAMERA, content, span.toMs);
    }
    return writing.diary;
  }
});

/** In minutes from the diary's beginning. */
function at(from: number, to: number): Readonly<{ fromMs: number; toMs: number }> {
  return { fromMs: START_MS + from * MINUTE_MS, toMs: START_MS + to * MINUTE_MS };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What happens to a clip that was closed and signed, and whose file the disk lost before it was uploaded. */
import { mkdir, mkdtemp, rm, readFile, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClientError } from "@nightlatch/api-client";
import { createClipSealer } from "@nightlatch/protocol/seal";
import {
  decodeManifest,
  formatId,
  manifestHash,
  NO_PREVIOUS,
  verifyManifest,
  type BootId,
  type CameraId,
  type ClipId,
  type ManifestContent,
} from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CameraDiary } from "../diary/camera-diary.ts";
import { ManifestTable } from "../diary/manifest-table.ts";
import { createLog } from "../observability/logger.ts";
import { systemClock } from "../ports/clock.ts";
import { CameraTable } from "../settings/camera-table.ts";
import { ClipFolder } from "../spool/clip-folder.ts";
import { ClipTable } from "../spool/clip-table.ts";
import { DiskRoom } from "../spool/disk-room.ts";
import { Spool } from "../spool/spool.ts";
import { IN_MEMORY, openDatabase, type HubDatabase } from "../store/open-database.ts";
import { uploadNext, type UploaderDeps } from "./camera-uploader.ts";

const FRAGMENTS = 5;
const FRAGMENT_BYTES = 400_000;
const log = createLog("silent");
let path = "";
let home: TestHousehold;
let camera: CameraId;
let database: HubDatabase;
let folder: ClipFolder;
let server: TakingServer;
let deps: UploaderDeps;
let clips: ClipTable;
let spool: Spool;

/** Takes what the hub sends, and a manifest only after all of its parts. */
class TakingServer {
  readonly parts = new Map<string, number>();
  readonly items: Uint8Array[] = [];

  call = ((name: string, { params, body }: { params?: { clip: string; index: number }; body?: Uint8Array }) => {
    if (name === "putPart" && params && body) this.parts.set(`${params.clip}/${String(params.index)}`, body.length);
    return name === "putManifest" && body ? this.#takeItem(body) : Promise.resolve({});
  }) as unknown as UploaderDeps["session"]["call"];

  contents(): readonly ManifestContent[] {
    return this.items.map((signed) => decodeManifest(signed).content);
  }

  #takeItem(signed: Uint8Array): Promise<unknown> {
    const { content, n } = decodeManifest(signed);
    const isWhole =
      content.kind !== "clip" ||
      content.parts.every(({ sizeBytes }, i) => this.parts.get(`${formatId(content.clip)}/${String(i)}`) === sizeBytes);
    if (!isWhole) return Promise.reject(new ClientError("manifest.parts_missing", "parts are missing"));
    this.items.push(signed);
    return Promise.resolve({ n });
  }
}

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), "nightlatch-damaged-"));
  home = await testHousehold();
  camera = home.random(16) as Uint8Array as CameraId;
  database = openDatabase(IN_MEMORY);
  const cameras = new CameraTable(database);
  cameras.addConfigured(camera, "Door");
  clips = new ClipTable(database);
  const manifests = new ManifestTable(database);
  folder = await ClipFolder.open(join(path, "clips"));
  const lane = home.state.lane;
  const shared = { database, manifests, clips, cameras };
  const diary = new CameraDiary({
    ...{ camera, lane, hub: home.hub, clock: systemClock, onItem: () => undefined },
    ...shared,
  });
  const room = new DiskRoom({
    ...{ folder, clips, onStep: () => undefined },
    limits: { minFreeBytes: 0, cacheBytes: 1e9 },
    freeBytes: () => Promise.resolve(1e9),
  });
  const wiring = { clock: systemClock, log, folder, clips, room, witness: {} };
  spool = new Spool({ ...wiring, diaryOf: () => diary, onPart: () => undefined });
  server = new TakingServer();
  deps = {
    ...{ session: server, folder, spool, log, diaryOf: () => diary, onStep: () => undefined },
    ...shared,
  };
});
afterEach(() => rm(path, { recursive: true }));

describe("a signed clip whose file was damaged", () => {
  it("becomes a gap when the file is gone, and what follows it in the diary goes on", async () => {
    const lost = await record(0);
    const kept = await record(10_000);
    await rm(folder.pathOf(lost));
    await uploadAll();
    expect(server.contents()).toEqual([
      { kind: "gap", fromMs: TEST_NOW_MS, toMs: TEST_NOW_MS + FRAGMENTS * 1000, reason: "disk_full" },
      expect.objectContaining({ kind: "clip", clip: kept, count: FRAGMENTS }),
    ]);
    expectOneChain();
    expect(clips.hasData(lost)).toBe(false);
  });

  it("becomes a gap when something else stands in the file's place", async () => {
    const lost = await record(0);
    await rm(folder.pathOf(lost));
    await mkdir(folder.pathOf(lost));
    await uploadAll();
    expect(server.contents().map(({ kind }) => kind)).toEqual(["gap"]);
  });

  it.each([
    ["cut short", (whole: Uint8Array) => whole.subarray(0, whole.length - 10)],
    ["rotten in a frame's head", (whole: Uint8Array) => rot(whole, 3 * (72 + 24 + FRAGMENT_BYTES + 16) + 72)],
    ["all zeros from the middle on", (whole: Uint8Array) => Uint8Array.from(whole).fill(0, 1_300_000)],
  ])("is kept until the damage when it is %s, with a gap for the rest", async (_what, damage) => {
    const clip = await record(0);
    const whole = new Uint8Array(await readFile(folder.pathOf(clip)));
    await writeFile(folder.pathOf(clip), damage(whole));
    await uploadAll();
    const [rest, gap] = server.contents();
    expect(rest).toMatchObject({ kind: "clip", clip, cut: true });
    expect(gap).toMatchObject({ kind: "gap", toMs: TEST_NOW_MS + FRAGMENTS * 1000, reason: "disk_full" });
    if (rest?.kind !== "clip" || gap?.kind !== "gap") throw new Error("not a clip and a gap");
    expect(rest.count).toBeGreaterThanOrEqual(2);
    expect(rest.count).toBeLessThan(FRAGMENTS);
    expect(gap.fromMs).toBe(rest.endMs);
    expectOneChain();
  });

  it("stays at the server as far as it had come, and is let go there with its age", async () => {
    const clip = await record(0);
    const full = server.call;
    let isAway = false;
    const call = (name: string, ...rest: unknown[]) => {
      if (isAway) return Promise.reject(new ClientError("client.unreachable", "away"));
      isAway = name === "putPart";
      return (full as (...words: unknown[]) => Promise<unknown>)(name, ...rest);
    };
    deps = { ...deps, session: { call: call as unknown as typeof full } };
    await expect(uploadNext(camera, deps, AbortSignal.timeout(5000))).rejects.toMatchObject({
      code: "client.unreachable",
    });
    await rm(folder.pathOf(clip));
    deps = { ...deps, session: server };
    await uploadAll();
    expect(server.contents().map(({ kind }) => kind)).toEqual(["gap"]);
    expect(clips.oldestSent(camera)?.clip).toEqual(clip);
    expect(clips.hasData(clip)).toBe(false);
  });

  it("is never signed twice when the server has its item already", async () => {
    const clip = await record(0);
    await uploadAll();
    database.exec("UPDATE manifests SET is_sent = 0");
    database.exec("UPDATE clips SET is_sent = 0, parts_sent = 0");
    await truncate(folder.pathOf(clip), 10);
    await uploadAll();
    expect(server.contents().map(({ kind }) => kind)).toEqual(["clip", "clip"]);
    expect(server.items[1]).toEqual(server.items[0]);
  });
});

describe("a hub that starts on a damaged spool", () => {
  it("goes on when the file of an open clip is no file", async () => {
    const clip = await leaveOpen();
    await rm(folder.pathOf(clip));
    await mkdir(join(folder.pathOf(clip), "inside"), { recursive: true });
    await spool.recover();
    expect(clips.unended()).toEqual([]);
  });

  it("goes on when the opening of a clip in the index is rotten, and closes the others", async () => {
    const rotten = await leaveOpen();
    const whole = await leaveOpen();
    database.prepare("UPDATE clips SET opening = x'00' WHERE clip = ?").run(rotten);
    await spool.recover();
    expect(clips.unended().map(({ clip }) => clip)).toEqual([rotten]);
    expect(clips.find(whole)?.endMs).toBeDefined();
  });
});

async function record(afterMs: number): Promise<ClipId> {
  const { clip, writer } = await begin(afterMs);
  writer.end();
  await spool.close();
  return clip;
}

/** As a hub that was killed leaves it. */
async function leaveOpen(): Promise<ClipId> {
  const { clip } = await begin(0);
  await spool.commit();
  return clip;
}

async function begin(afterMs: number) {
  const { hub, group, epoch: epochKey, random, state } = home;
  const startMs = TEST_NOW_MS + afterMs;
  const place = { hub, lane: state.lane, group, camera, epochKey, seq: state.seq, startMs, random };
  const sealer = await createClipSealer({ ...place, boot: random(16) as Uint8Array as BootId });
  const { clip, opening, headerHash } = sealer;
  const writer = spool.begin({ camera, clip, opening, headerHash, startMs });
  if (writer === undefined) throw new Error("there is room");
  for (let i = 0; i < FRAGMENTS; i += 1) {
    const plain = new Uint8Array(FRAGMENT_BYTES).fill(i);
    const sealed = await sealer.sealFragment({ track: i === 0 ? 0 : 1, startsGop: i === 1, plain });
    writer.append(sealed, startMs + i * 1000, startMs + (i + 1) * 1000);
  }
  return { clip, writer };
}

async function uploadAll(): Promise<void> {
  while (await uploadNext(camera, deps, AbortSignal.timeout(5000))) continue;
}

function expectOneChain(): void {
  for (const [n, signed] of server.items.entries()) {
    const item = verifyManifest(signed, home.state);
    expect(item.n).toBe(n);
    expect(item.prev).toEqual(n === 0 ? NO_PREVIOUS : manifestHash(server.items[n - 1] ?? new Uint8Array(0)));
  }
}

function rot(whole: Uint8Array, at: number): Uint8Array {
  const rotten = Uint8Array.from(whole);
  rotten[at] = (rotten[at] ?? 0) ^ 0xff;
  return rotten;
}

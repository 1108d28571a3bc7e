// SPDX-License-Identifier: AGPL-3.0-or-later
import {
  decodeManifest,
  HEARTBEAT_INTERVAL_MS,
  manifestHash,
  NO_PREVIOUS,
  verifyManifest,
  type CameraId,
} from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { systemClock, type Clock } from "../ports/clock.ts";
import { CameraTable } from "../settings/camera-table.ts";
import { ClipTable } from "../spool/clip-table.ts";
import { IN_MEMORY, openDatabase, type HubDatabase } from "../store/open-database.ts";
import { CameraDiary } from "./camera-diary.ts";
import { ManifestTable } from "./manifest-table.ts";

const SECOND_MS = 1000;
let home: TestHousehold;
let camera: CameraId;
let database: HubDatabase;
let nowMs: number;
const clock: Clock = { ...systemClock, nowMs: () => nowMs, monotonicMs: () => nowMs };

beforeEach(async () => {
  home = await testHousehold();
  camera = home.random(16) as Uint8Array as CameraId;
  database = openDatabase(IN_MEMORY);
  new CameraTable(database).addConfigured(camera, "Door");
  nowMs = TEST_NOW_MS;
});

describe("a camera's diary", () => {
  it("is one chain, whoever writes at the same time", async () => {
    const diary = openDiary();
    await recordUntil(diary, nowMs);
    nowMs += SECOND_MS;
    await Promise.all([
      diary.gap(nowMs, "disk_full"),
      diary.gap(nowMs + 1, "disk_full"),
      diary.gap(nowMs + 2, "paused"),
    ]);
    const items = signedItems();
    expect(items).toHaveLength(4);
    for (const [n, signed] of items.entries()) {
      const manifest = verifyManifest(signed, home.state);
      expect(manifest.n).toBe(n);
      expect(manifest.prev).toEqual(n === 0 ? NO_PREVIOUS : manifestHash(items[n - 1] ?? new Uint8Array(0)));
    }
  });

  it("goes on after a restart where it was", async () => {
    await recordUntil(openDiary(), nowMs);
    const fromMs = nowMs;
    nowMs += 5 * SECOND_MS;
    await openDiary().gap(nowMs, "hub_stopped");
    expect(contents().at(-1)).toEqual({ kind: "gap", fromMs, toMs: nowMs, reason: "hub_stopped" });
    expect(decodeManifest(signedItems().at(-1) ?? new Uint8Array(0)).n).toBe(1);
  });

  it("has no gap before the first recording", async () => {
    const diary = openDiary();
    nowMs += 60 * SECOND_MS;
    await diary.gap(nowMs, "hub_stopped");
    await diary.clipBegins(nowMs, "camera_offline");
    expect(contents()).toEqual([]);
  });

  it("does not call a camera that catches its breath a gap", async () => {
    const diary = openDiary();
    await recordUntil(diary, nowMs);
    await diary.clipBegins(nowMs + 9 * SECOND_MS, "camera_offline");
    expect(contents().map(({ kind }) => kind)).toEqual(["clip"]);
  });

  it("shows a silent camera after ten seconds, and the rest when it comes back, without a hole", async () => {
    const diary = openDiary();
    await recordUntil(diary, nowMs);
    const start = nowMs;
    nowMs = start + 11 * SECOND_MS;
    await diary.watchSilence("camera_offline");
    await diary.clipBegins(start + 14 * SECOND_MS, "camera_offline");
    expect(contents().slice(1)).toEqual([
      { kind: "gap", fromMs: start, toMs: start + 11 * SECOND_MS, reason: "camera_offline" },
      { kind: "gap", fromMs: start + 11 * SECOND_MS, toMs: start + 14 * SECOND_MS, reason: "camera_offline" },
    ]);
  });

  it("does not fill up while a camera is away for an hour", async () => {
    const diary = openDiary();
    await recordUntil(diary, nowMs);
    for (let second = 0; second < 3600; second += 1) {
      nowMs += SECOND_MS;
      await diary.watchSilence("camera_offline");
    }
    const gaps = contents().length - 1;
    expect(gaps).toBeGreaterThanOrEqual(5);
    expect(gaps).toBeLessThanOrEqual(7);
  });

  it("has a heartbeat when there was nothing to say for ten minutes", async () => {
    const diary = openDiary();
    nowMs += HEARTBEAT_INTERVAL_MS - 1;
    await diary.watchSilence("camera_offline");
    expect(contents()).toEqual([]);
    nowMs += 1;
    await diary.watchSilence("camera_offline");
    expect(contents()).toEqual([{ kind: "heartbeat" }]);
  });

  it("writes no gap backwards when the clock jumped back, and says once that it did", async () => {
    const diary = openDiary();
    await recordUntil(diary, nowMs);
    nowMs -= 3600 * SECOND_MS;
    await diary.watchSilence("camera_offline");
    await diary.clipBegins(nowMs, "disk_full");
    expect(contents().map(({ kind }) => kind)).toEqual(["clip", "heartbeat"]);
  });

  it("does not mind a clock that is set back by seconds", async () => {
    const diary = openDiary();
    await recordUntil(diary, nowMs);
    nowMs -= 30 * SECOND_MS;
    await diary.watchSilence("camera_offline");
    expect(contents().map(({ kind }) => kind)).toEqual(["clip"]);
  });

  it("tells gaps again once a clock that ran a year ahead is set right", async () => {
    const diary = openDiary();
    await recordUntil(diary, nowMs + 365 * 24 * 3600 * SECOND_MS);
    await diary.watchSilence("camera_offline");
    const fromMs = nowMs;
    nowMs += 11 * SECOND_MS;
    await diary.watchSilence("camera_offline");
    expect(contents().at(-1)).toEqual({ kind: "gap", fromMs, toMs: nowMs, reason: "camera_offline" });
  });

  it("tells them after a restart, too, when the clock was set right while the hub was off", async () => {
    await recordUntil(openDiary(), nowMs + 3600 * SECOND_MS);
    await openDiary().gap(nowMs, "hub_stopped");
    const fromMs = nowMs;
    nowMs += 11 * SECOND_MS;
    await openDiary().gap(nowMs, "hub_stopped");
    expect(contents().at(-1)).toEqual({ kind: "gap", fromMs, toMs: nowMs, reason: "hub_stopped" });
  });

  it("tells a gap that could not be written with the next one", async () => {
    const diary = openDiary();
    await recordUntil(diary, nowMs);
    const fromMs = nowMs;
    database.exec("ALTER TABLE manifests RENAME TO away");
    await expect(diary.gap(nowMs + 2 * SECOND_MS, "disk_full")).rejects.toThrow();
    database.exec("ALTER TABLE away RENAME TO manifests");
    await diary.gap(nowMs + 3 * SECOND_MS, "disk_full");
    expect(contents().at(-1)).toMatchObject({ fromMs, toMs: nowMs + 3 * SECOND_MS });
  });
});

function openDiary(): CameraDiary {
  return new CameraDiary({
    camera,
    lane: home.state.lane,
    hub: home.hub,
    clock,
    database,
    manifests: new ManifestTable(database),
    clips: new ClipTable(database),
    cameras: new CameraTable(database),
    onItem: () => undefined,
  });
}

function recordUntil(diary: CameraDiary, endMs: number): Promise<void> {
  const hash = manifestHash(new Uint8Array(0));
  return diary.closeClip({
    kind: "clip",
    clip: home.random(16) as never,
    header: hash,
    startMs: endMs - 60 * SECOND_MS,
    endMs,
    count: 2,
    sealedRoot: hash,
    plainRoot: hash,
    parts: [{ firstSequence: 0, startMs: endMs - 60 * SECOND_MS, sizeBytes: 100 }],
    cut: false,
  });
}

function signedItems(): readonly Uint8Array[] {
  const rows = database.prepare<[], { signed: Buffer }>("SELECT signed FROM manifests ORDER BY n").all();
  return rows.map(({ signed }) => new Uint8Array(signed));
}

function contents() {
  return signedItems().map((signed) => decodeManifest(signed).content);
}

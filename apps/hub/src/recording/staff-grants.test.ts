// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A household lets staff watch a camera, and stops it: which clips carry a key for them, and when clips end. */
import { decodeHex } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { h264Track, type Sample } from "@nightlatch/media/elementary";
import { openGrantedClip, staffFromSeed, type StaffSecrets } from "@nightlatch/protocol/grant";
import type { GrantTarget } from "@nightlatch/protocol/seal";
import { decodeClipOpening, type BootId, type CameraId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import type { CameraDiary } from "../diary/camera-diary.ts";
import { sealingTerms } from "../ledger/household.ts";
import { CameraFeed } from "../live/camera-feed.ts";
import { ClipRecorder } from "./clip-recorder.ts";

const FRAME_MS = 67;
const track = h264Track(["67640016acb201405ff2e0220000030002000003003d1e2c5c90", "68ebc3cb22c0"].map(decodeHex));

let home: TestHousehold;
let anna: StaffSecrets;
let grant: GrantTarget;
let granted: readonly GrantTarget[];
let feed: CameraFeed;
let openings: Uint8Array[];
let running: ClipRecorder;

beforeEach(async () => {
  home = await testHousehold();
  anna = await staffFromSeed(home.random(32));
  grant = { grant: home.random(32) as Hash, hpke: anna.publicKeys.hpke, sound: false };
  granted = [];
  openings = [];
  feed = new CameraFeed(home.random(16) as Uint8Array as CameraId);
  running = recorder();
  await running.take({ kind: "tracks", tracks: [track] });
});

describe("a camera that staff may watch from now on", () => {
  it("begins a clip with a key for them at the next keyframe, and loses no picture before it", async () => {
    await take(0, "keyframe");
    granted = [grant];
    await take(1, "picture");
    expect(feed.position?.sequence).toBe(2);
    await take(2, "keyframe");
    expect(openings.map(grantsIn)).toEqual([0, 1]);
    await take(3, "keyframe");
    expect(openings).toHaveLength(2);
  });

  it("gives them the picture's key and not the sound's, and nothing of the clip before", async () => {
    await take(0, "keyframe");
    granted = [grant];
    await take(1, "keyframe");
    const [before, after] = openings;
    if (before === undefined || after === undefined) throw new Error("two clips began");
    const clip = await openGrantedClip(anna, { grant: grant.grant, opening: after });
    expect(clip.tracks).toEqual([0, 1]);
    await expect(openGrantedClip(anna, { grant: grant.grant, opening: before })).rejects.toThrow();
  });
});

describe("a camera that staff may watch no more", () => {
  beforeEach(async () => {
    granted = [grant];
    await take(0, "keyframe");
    granted = [];
  });

  it("goes on without them at the next keyframe, with no picture lost", async () => {
    await take(1, "picture");
    await take(2, "keyframe");
    expect(openings.map(grantsIn)).toEqual([1, 0]);
    expect(feed.position?.sequence).toBe(1);
  });

  it("seals nothing more under their key after a second and a half, keyframe or none", async () => {
    let frame = 1;
    for (; frame * FRAME_MS < 1_500; frame += 1) await take(frame, "picture");
    const last = feed.position;
    for (; frame * FRAME_MS < 3_000; frame += 1) await take(frame, "picture");
    const stopped = feed.position;
    await take(frame, "keyframe");
    expect(openings.map(grantsIn)).toEqual([1, 0]);
    // Asked of the first late picture, which still counts from when the end was seen.
    expect((stopped?.sequence ?? 0) - (last?.sequence ?? 0)).toBeLessThanOrEqual(1);
  });

  it("goes on with its clip when they may again before that", async () => {
    await take(1, "picture");
    granted = [{ ...grant }];
    for (let frame = 2; frame * FRAME_MS < 3_000; frame += 1) await take(frame, "picture");
    await take(50, "keyframe");
    expect(openings).toHaveLength(1);
  });
});

function recorder(): ClipRecorder {
  const terms = sealingTerms(home.hub.id, () => home.state);
  return new ClipRecorder({
    camera: feed.camera,
    hub: home.hub,
    boot: new Uint8Array(16) as BootId,
    random: home.random,
    isProved: () => true,
    witnessedMs: () => undefined,
    grants: () => granted,
    terms,
    spool: {
      begin: ({ opening }) => {
        openings.push(opening);
        return undefined;
      },
    },
    feed,
    diary: { clipBegins: () => Promise.resolve() } as unknown as CameraDiary,
    onKeyframe: () => undefined,
    onRefused: (code) => {
      throw new Error(code);
    },
  });
}

function grantsIn(opening: Uint8Array): number {
  return decodeClipOpening(opening).keys.filter(({ to }) => to.kind === "grant").length;
}

function take(n: number, kind: "keyframe" | "picture"): Promise<void> {
  const isKeyframe = kind === "keyframe";
  const data = Uint8Array.of(0, 0, 0, 3, isKeyframe ? 0x65 : 0x41, n, 0x80);
  const captureTimeMs = TEST_NOW_MS + n * FRAME_MS;
  const sample: Sample = { kind: "video", data, isKeyframe, presentationTime: n * 6000, captureTimeMs };
  return running.take({ kind: "sample", sample });
}

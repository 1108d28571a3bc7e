// SPDX-License-Identifier: AGPL-3.0-or-later
import type { NightlatchError } from "@nightlatch/errors";
import { removeDevices } from "@nightlatch/protocol/keys";
import type { CameraId, DeviceId } from "@nightlatch/protocol/wire";
import { epochOf, TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { recordClip, type RecordedClip } from "../clips/recorded-clip.fixture.ts";
import { CameraFeed, MAX_GOP_BYTES, type FeedKeys } from "./camera-feed.ts";

const CAMERA = new Uint8Array(16).fill(5) as Uint8Array as CameraId;
const OTHER_CAMERA = new Uint8Array(16).fill(6) as Uint8Array as CameraId;

describe("CameraFeed", () => {
  let household: TestHousehold;
  let clip: RecordedClip;
  let feed: CameraFeed;
  let keys: FeedKeys;
  let problems: string[];
  let refreshes: number;
  let seen: number[];
  let cameraHub: DeviceId | undefined;
  let startsMs: number[];

  beforeAll(async () => {
    household = await testHousehold("camera-feed");
    clip = await recordClip(household, CAMERA, "KppaKpp", TEST_NOW_MS);
  });
  beforeEach(() => {
    keys = household;
    [problems, seen, startsMs, refreshes] = [[], [], [], 0];
    cameraHub = household.hub.id;
    feed = feedOf(() => Promise.resolve());
    feed.attach(({ sequence }) => seen.push(sequence));
  });

  it("opens a clip from its first fragment on", async () => {
    await take(clip.frames);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("starts at a key frame in the middle", async () => {
    await take([clip.frames[0], ...clip.frames.slice(5)]);
    expect(seen).toEqual([5, 6, 7]);
  });

  it("gives a second view what came since the last key frame", async () => {
    await take(clip.frames);
    const late: number[] = [];
    feed.attach(({ sequence }) => late.push(sequence));
    expect(late).toEqual([5, 6, 7]);
  });

  it("shows nothing twice when the relay sends its cache again", async () => {
    await take(clip.frames);
    await take(clip.frames);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("skips to the next key frame when a fragment does not open", async () => {
    const changed = Uint8Array.from(clip.frames[2] ?? []);
    changed[60] = (changed[60] ?? 0) ^ 1;
    await take([...clip.frames.slice(0, 2), changed, ...clip.frames.slice(3)]);
    expect(seen).toEqual([1, 4, 5, 6, 7]);
    expect(problems).toEqual(["crypto.open_failed"]);
  });

  it("shows nothing before a clip was opened", async () => {
    for (const frame of clip.frames) feed.takeFrame(frame);
    await feed.settled();
    expect(seen).toEqual([]);
  });

  it("refuses another camera's clip", async () => {
    const other = await recordClip(household, OTHER_CAMERA, "Kp", TEST_NOW_MS);
    feed.takeOpening(other.opening);
    await feed.settled();
    expect(problems).toEqual(["live.wrong_camera"]);
  });

  it("says which clip its pictures are from", async () => {
    await take(clip.frames);
    expect(startsMs).toEqual([TEST_NOW_MS]);
  });

  it("refuses a clip of another hub than the camera's", async () => {
    cameraHub = household.member.id;
    await take(clip.frames);
    expect(problems).toEqual(["live.wrong_hub"]);
    expect(seen).toEqual([]);
  });

  it("refuses a camera that the household has no record of", async () => {
    cameraHub = undefined;
    await take(clip.frames);
    expect(problems).toEqual(["live.wrong_hub"]);
  });

  it("keeps no more for a second view than fits", async () => {
    const sizeBytes = MAX_GOP_BYTES / 4;
    const large = await recordClip(household, CAMERA, "KppppppKp", TEST_NOW_MS, sizeBytes);
    feed.takeOpening(large.opening);
    for (const frame of large.frames.slice(0, 7)) {
      feed.takeFrame(frame);
      await feed.settled();
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
    const late: number[] = [];
    feed.attach(({ sequence }) => late.push(sequence));
    expect(late).toEqual([]);
    for (const frame of large.frames.slice(7)) feed.takeFrame(frame);
    await feed.settled();
    expect(late).toEqual([7, 8, 9]);
  });

  it("refuses another household's clip", async () => {
    const stranger = await testHousehold("camera-feed stranger");
    feed.takeOpening((await recordClip(stranger, CAMERA, "Kp", TEST_NOW_MS)).opening);
    await feed.settled();
    expect(problems).toEqual(["protocol.unknown_device"]);
  });

  it("refuses a hub that was removed", async () => {
    const { owner, state, keyring, hub, random } = household;
    const making = { actor: owner, random, nowMs: TEST_NOW_MS };
    keys = await removeDevices(making, { state, keyring, remove: [hub.id] });
    await take(clip.frames);
    expect(problems).toEqual(["protocol.unknown_device"]);
    expect(seen).toEqual([]);
  });

  it("asks for newer keys when a clip names an epoch it does not know", async () => {
    const { owner, state, keyring, random, group } = household;
    const rotated = await removeDevices({ actor: owner, random, nowMs: TEST_NOW_MS }, { state, keyring, remove: [] });
    const epoch = epochOf(rotated.state, group);
    const newer = await recordClip({ ...household, state: rotated.state, group, epoch }, CAMERA, "Kp", TEST_NOW_MS);
    feed = feedOf(() => {
      keys = rotated;
      return Promise.resolve();
    });
    feed.attach(({ sequence }) => seen.push(sequence));
    feed.takeOpening(newer.opening);
    for (const frame of newer.frames) feed.takeFrame(frame);
    await feed.settled();
    expect(refreshes).toBe(1);
    expect(seen).toEqual([1, 2]);
  });

  function feedOf(refresh: () => Promise<void>): CameraFeed {
    return new CameraFeed({
      camera: CAMERA,
      keys: () => keys,
      refreshKeys: () => {
        refreshes += 1;
        return refresh();
      },
      onProblem: (error: NightlatchError) => problems.push(error.code),
      onPicture: () => undefined,
      hub: () => cameraHub,
      onClip: ({ startMs }) => startsMs.push(startMs),
    });
  }

  async function take(frames: readonly (Uint8Array | undefined)[]): Promise<void> {
    feed.takeOpening(clip.opening);
    for (const frame of frames) if (frame !== undefined) feed.takeFrame(frame);
    await feed.settled();
  }
});

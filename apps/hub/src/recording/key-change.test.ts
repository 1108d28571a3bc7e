// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A removal, or another group of readers, while a clip runs or begins: nothing goes under the old key any more. */
import { decodeHex } from "@nightlatch/bytes";
import { h264Track, type Sample } from "@nightlatch/media/elementary";
import { decodeClipOpening, formatId, type BootId, type CameraId, type GroupId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { addDevice, addGroup, deviceFromSeed, removeDevices, witnessKeyOf } from "@nightlatch/protocol/keys";
import { beforeEach, describe, expect, it } from "vitest";
import type { CameraDiary } from "../diary/camera-diary.ts";
import { sealingTerms } from "../ledger/household.ts";
import { CameraFeed } from "../live/camera-feed.ts";
import { ClipRecorder } from "./clip-recorder.ts";

const track = h264Track(["67640016acb201405ff2e0220000030002000003003d1e2c5c90", "68ebc3cb22c0"].map(decodeHex));
let home: TestHousehold;
let after: TestHousehold["state"];
let state: TestHousehold["state"];
let feed: CameraFeed;
let begun: number;
/** Which camera group an owner chose. */
let wished: GroupId | undefined;
let groups: string[];
/** Of the public log, and who got the last clip's key by itself. */
let witnessedMs: number | undefined;
let keysAlone: number;

beforeEach(async () => {
  home = await testHousehold();
  const making = { actor: home.owner, random: home.random, nowMs: TEST_NOW_MS };
  const { keyring, member } = home;
  after = (await removeDevices(making, { state: home.state, keyring, remove: [member.id] })).state;
  state = home.state;
  feed = new CameraFeed(home.random(16) as Uint8Array as CameraId);
  [begun, wished, groups, witnessedMs, keysAlone] = [0, undefined, [], undefined, 0];
});

describe("a recorder", () => {
  it("seals the init segment and the first picture when nothing changed", async () => {
    await firstPicture(recorder());
    expect(feed.position?.sequence).toBe(1);
  });

  it("begins no clip when the removal is seen while its key is made", async () => {
    const random = (length: number) => {
      state = after;
      return home.random(length);
    };
    await firstPicture(recorder({ random }));
    expect(begun).toBe(0);
    expect(feed.position).toBeUndefined();
  });

  it("seals nothing when the removal is seen while the clip is being noted", async () => {
    await firstPicture(recorder({ onBegin: () => (state = after) }));
    expect(begun).toBe(1);
    expect(feed.position).toBeUndefined();
  });

  it("goes on under the new key at the next keyframe", async () => {
    const running = recorder({ onBegin: () => (state = after) });
    await firstPicture(running);
    await running.take({ kind: "sample", sample: keyframe(1) });
    expect(begun).toBe(2);
    expect(feed.position?.sequence).toBe(1);
  });
});

describe("a recorder of a camera that is given to another group", () => {
  let second: GroupId;

  beforeEach(async () => {
    const making = { actor: home.owner, random: home.random, nowMs: TEST_NOW_MS };
    const { group, keyring, state: grouped } = await addGroup(making, home);
    const hub = await deviceFromSeed(home.random(32));
    const witness = witnessKeyOf(hub).publicKey;
    const plan = { state: grouped, keyring, keys: hub.publicKeys, role: "hub", witness } as const;
    state = (await addDevice(making, plan)).state;
    [home, second] = [{ ...home, hub }, group];
  });

  it("seals not one more picture for the readers before, and goes on for the new ones at the next keyframe", async () => {
    const running = recorder();
    await firstPicture(running);
    const { position } = feed;
    wished = second;
    await running.take({ kind: "sample", sample: { ...keyframe(1), isKeyframe: false } });
    expect(feed.position).toEqual(position);
    await running.take({ kind: "sample", sample: keyframe(2) });
    expect(groups).toEqual([home.group, second].map(formatId));
    expect(feed.position?.clip).not.toEqual(position?.clip);
  });

  it("goes on with its clip when the group is one that this hub does not record for", async () => {
    const running = recorder();
    await firstPicture(running);
    wished = home.random(16) as Uint8Array as GroupId;
    await running.take({ kind: "sample", sample: keyframe(1) });
    expect(groups).toEqual([formatId(home.group)]);
    expect(feed.position?.sequence).toBe(2);
  });
});

describe("a recorder with a guest", () => {
  beforeEach(async () => {
    const making = { actor: home.owner, random: home.random, nowMs: TEST_NOW_MS };
    const { publicKeys: keys } = await deviceFromSeed(home.random(32));
    const terms = { role: "guest", cameras: [feed.camera], untilMs: TEST_NOW_MS + 1000 } as const;
    state = (await addDevice(making, { state: home.state, keyring: home.keyring, keys, ...terms })).state;
  });

  it("gives the guest a key until its end by the hub's clock, where nobody vouches for another time", async () => {
    await firstPicture(recorder());
    expect(keysAlone).toBe(1);
  });

  it("gives none once the witnesses say that its time is over, though the hub's clock was set back", async () => {
    witnessedMs = TEST_NOW_MS + 1000;
    await firstPicture(recorder());
    expect(keysAlone).toBe(0);
  });

  it("gives one a moment before that", async () => {
    witnessedMs = TEST_NOW_MS + 999;
    await firstPicture(recorder());
    expect(keysAlone).toBe(1);
  });
});

type Change = Readonly<{ random?: TestHousehold["random"]; onBegin?: () => void }>;

function recorder({ random = home.random, onBegin }: Change = {}): ClipRecorder {
  const terms = sealingTerms(home.hub.id, () => state);
  return new ClipRecorder({
    camera: feed.camera,
    hub: home.hub,
    boot: new Uint8Array(16) as BootId,
    random,
    isProved: () => true,
    witnessedMs: () => witnessedMs,
    grants: () => [],
    terms: () => terms(wished),
    spool: {
      begin: ({ opening }) => {
        begun += 1;
        const { header, keys } = decodeClipOpening(opening);
        groups.push(formatId(header.group));
        keysAlone = keys.filter(({ to }) => to.kind === "device").length;
        onBegin?.();
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

async function firstPicture(running: ClipRecorder): Promise<void> {
  await running.take({ kind: "tracks", tracks: [track] });
  await running.take({ kind: "sample", sample: keyframe(0) });
}

function keyframe(n: number): Sample {
  const data = Uint8Array.of(0, 0, 0, 3, 0x65, n, 0x80);
  return { kind: "video", data, isKeyframe: true, presentationTime: n * 6000, captureTimeMs: TEST_NOW_MS + n * 67 };
}

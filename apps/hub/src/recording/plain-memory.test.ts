// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What becomes of a plain picture: sealed as it was, and its memory given back at once. */
import { decodeHex } from "@nightlatch/bytes";
import { h264Track, type Sample } from "@nightlatch/media/elementary";
import { FRAGMENT_HEADROOM_BYTES, parseFragment } from "@nightlatch/media/mp4";
import { openClip, type ClipOpener } from "@nightlatch/protocol/open";
import { decodeClipOpening, type BootId, type CameraId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import type { CameraDiary } from "../diary/camera-diary.ts";
import { sealingTerms } from "../ledger/household.ts";
import { CameraFeed } from "../live/camera-feed.ts";
import type { ClipWriter } from "../spool/clip-writer.ts";
import { ClipRecorder } from "./clip-recorder.ts";

const track = h264Track(["67640016acb201405ff2e0220000030002000003003d1e2c5c90", "68ebc3cb22c0"].map(decodeHex));
const PICTURE = Uint8Array.of(0, 0, 0, 3, 0x65, 7, 0x80);

let home: TestHousehold;
let feed: CameraFeed;
let opening: Uint8Array;
let frames: Uint8Array[];
let thumbnail: Uint8Array | undefined;
let recorder: ClipRecorder;

beforeEach(async () => {
  home = await testHousehold();
  [opening, frames, thumbnail] = [new Uint8Array(), [], undefined];
  feed = new CameraFeed(home.random(16) as Uint8Array as CameraId);
  feed.watch({ opening: (_, bytes) => (opening = bytes), frame: (_, frame) => frames.push(frame) });
  recorder = startRecorder();
  await recorder.take({ kind: "tracks", tracks: [track] });
});

describe("a recorder", () => {
  it("seals a picture where it lies, and gives its memory back", async () => {
    const roomy = pictureWithHeadroom();
    await recorder.take({ kind: "sample", sample: keyframe(roomy) });
    expect(await pictureIn(frames[1])).toEqual(PICTURE);
    expect(roomy.data.buffer.detached).toBe(true);
  });

  it("leaves the memory of a picture without headroom to its owner", async () => {
    const data = PICTURE.slice();
    await recorder.take({ kind: "sample", sample: keyframe({ data }) });
    expect(await pictureIn(frames[1])).toEqual(PICTURE);
    expect(data).toEqual(PICTURE);
  });

  it("gives the thumbnail a picture of its own", async () => {
    await recorder.take({ kind: "sample", sample: keyframe(pictureWithHeadroom()) });
    expect(thumbnail).toEqual(PICTURE);
  });

  it("shows who begins to watch later what was sealed before", async () => {
    await recorder.take({ kind: "sample", sample: keyframe(pictureWithHeadroom()) });
    const before = frames;
    frames = [];
    feed.leave();
    feed.watch({ opening: () => undefined, frame: (_, frame) => frames.push(frame) });
    expect(frames).toEqual(before);
    expect(await pictureIn(frames[1])).toEqual(PICTURE);
  });
});

function pictureWithHeadroom() {
  const data = new Uint8Array(new ArrayBuffer(FRAGMENT_HEADROOM_BYTES + PICTURE.length), FRAGMENT_HEADROOM_BYTES);
  data.set(PICTURE);
  return { data, headroomBytes: FRAGMENT_HEADROOM_BYTES };
}

function keyframe(bytes: Pick<Sample, "data" | "headroomBytes">): Sample {
  return { kind: "video", isKeyframe: true, presentationTime: 0, captureTimeMs: TEST_NOW_MS, ...bytes };
}

async function pictureIn(frame: Uint8Array = new Uint8Array()): Promise<Uint8Array> {
  const opener: ClipOpener = await openClip(decodeClipOpening(opening), home.state, home.keyring);
  return parseFragment((await opener.openFragment(frame)).plain).samples[0].data;
}

function startRecorder(): ClipRecorder {
  const disk: Pick<ClipWriter, "isOver" | "append"> = { isOver: false, append: () => true };
  return new ClipRecorder({
    camera: feed.camera,
    hub: home.hub,
    boot: new Uint8Array(16) as BootId,
    random: home.random,
    isProved: () => true,
    witnessedMs: () => undefined,
    grants: () => [],
    terms: sealingTerms(home.hub.id, () => home.state),
    spool: { begin: () => disk as ClipWriter },
    feed,
    diary: { clipBegins: () => Promise.resolve() } as unknown as CameraDiary,
    onKeyframe: (_clip, _group, _track, bytes) => (thumbnail = bytes),
    onRefused: (code) => {
      throw new Error(code);
    },
  });
}

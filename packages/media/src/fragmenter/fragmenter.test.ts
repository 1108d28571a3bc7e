// SPDX-License-Identifier: AGPL-3.0-or-later
import { concatBytes, decodeHex } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import { aacTrack, buildAacConfig } from "../elementary/aac-track.ts";
import { G711ToFlac } from "../elementary/flac-track.ts";
import { h264Track } from "../elementary/h264-track.ts";
import type { Sample } from "../elementary/track.ts";
import { parseInitSegment } from "../mp4/initialization-segment.ts";
import { parseFragment } from "../mp4/movie-fragment.ts";
import { createFragmenter } from "./fragmenter.ts";

const START_MS = 1_767_225_600_000;
const FRAME = 6000;
const badSample: unknown = expect.objectContaining({ code: "media.bad_sample" });
/** x264, High: without B-frames, and with two frames to reorder. */
const plain = h264Track(["67640016acb201405ff2e0220000030002000003003d1e2c5c90", "68ebc3cb22c0"].map(decodeHex));
const reordering = h264Track(["6764001eacd940a02ff97011000003000100000300320f162d96", "68ebe3cb22c0"].map(decodeHex));
const aac = aacTrack(buildAacConfig({ sampleRate: 16_000, channels: 1 }));

/** Frame `n` of a 15 fps camera. */
function picture(n: number, isKeyframe = false): Sample {
  const data = Uint8Array.of(0, 0, 0, 3, isKeyframe ? 0x65 : 0x41, n & 0xff, 0x80);
  return {
    kind: "video",
    data,
    isKeyframe,
    presentationTime: 900_000 + n * FRAME,
    captureTimeMs: START_MS + (n * 1000) / 15,
  };
}

/** AAC frame `n` of 64 ms, the first taken `startMs` after the first picture. */
function sound(n: number, startMs = 0): Sample {
  const data = Uint8Array.of(0x21, n & 0xff);
  const captureTimeMs = START_MS + startMs + n * 64;
  return { kind: "audio", data, isKeyframe: true, presentationTime: 77_000 + n * 1024, captureTimeMs };
}

describe("the picture's fragments", () => {
  it("come out at once, one for each frame, with the frame inside", () => {
    const fragmenter = createFragmenter([plain]);
    const samples = [picture(0, true), picture(1), picture(2)];
    const fragments = samples.flatMap((sample) => fragmenter.push(sample));
    expect(fragments.map(({ decodeTime, startsGop }) => [decodeTime, startsGop])).toEqual([
      [0, true],
      [FRAME, false],
      [2 * FRAME, false],
    ]);
    expect(fragments.map(({ bytes }) => parseFragment(bytes).samples[0].data)).toEqual(samples.map(({ data }) => data));
    expect(fragmenter.flush()).toEqual([]);
  });

  it("say in their bytes what they say outside", () => {
    const fragmenter = createFragmenter([reordering]);
    for (const sample of [picture(0, true), picture(2), picture(1)]) {
      for (const { bytes, trackId, captureTimeMs, ...fragment } of fragmenter.push(sample)) {
        const parsed = parseFragment(bytes);
        const { decodeTime, presentationTime, durationTicks, isKeyframe } = fragment;
        expect(parsed.trackId).toBe(trackId);
        expect(parsed.captureTimeMs).toBeCloseTo(captureTimeMs, 2);
        expect(parsed.samples[0]).toMatchObject({ decodeTime, presentationTime, durationTicks, isKeyframe });
      }
    }
  });

  it("begin at 0, with room for the frames to be reordered", () => {
    const fragmenter = createFragmenter([reordering]);
    const [first] = fragmenter.push(picture(0, true));
    expect(first).toMatchObject({ decodeTime: 0, presentationTime: 7200 });
  });

  it("are said to last a second, and once it is known twice the camera's longest recent step", () => {
    const fragmenter = createFragmenter([plain]);
    const samples = [
      picture(0, true),
      picture(1),
      picture(2),
      picture(4),
      picture(5),
      picture(6),
      picture(7),
      picture(8),
    ];
    const lengths = samples.flatMap((sample) => fragmenter.push(sample)).map(({ durationTicks }) => durationTicks);
    expect(lengths).toEqual([90_000, 2, 2, 4, 4, 4, 4, 2].map((steps) => (steps > 4 ? steps : steps * FRAME)));
  });

  it("never take the countdown to the first presentation for the camera's step", () => {
    const fragmenter = createFragmenter([reordering]);
    const samples = [picture(0, true), picture(4), picture(2), picture(1), picture(3)];
    const lengths = samples.flatMap((sample) => fragmenter.push(sample)).map(({ durationTicks }) => durationTicks);
    expect(lengths).toEqual([90_000, 90_000, 90_000, 2 * FRAME, 2 * FRAME]);
  });

  it("are never said to last more than a second, however long the pause before", () => {
    const fragmenter = createFragmenter([plain]);
    const samples = [picture(0, true), picture(300), picture(301)];
    const lengths = samples.flatMap((sample) => fragmenter.push(sample)).map(({ durationTicks }) => durationTicks);
    expect(Math.max(...lengths)).toBe(90_000);
  });

  it("wait for the first keyframe", () => {
    const fragmenter = createFragmenter([plain]);
    expect(fragmenter.push(picture(0))).toEqual([]);
    expect(fragmenter.push(picture(1, true))).toMatchObject([{ decodeTime: 0, startsGop: true }]);
  });

  it("keep rising when a camera sends B-frames that it denied", () => {
    const fragmenter = createFragmenter([plain]);
    const samples = [picture(0, true), picture(3), picture(1), picture(2), picture(4)];
    const fragments = samples.flatMap((sample) => fragmenter.push(sample));
    const shown = fragments.map(({ presentationTime }) => presentationTime / FRAME);
    expect(shown).toEqual([0, 3, 1, 2, 4]);
    const decoded = fragments.map(({ decodeTime }) => decodeTime);
    expect(decoded).toEqual([...new Set(decoded)].sort((a, b) => a - b));
  });

  it("number themselves over both tracks", () => {
    const fragmenter = createFragmenter([plain, aac]);
    const samples = [picture(0, true), sound(0), sound(1), picture(1), sound(2), sound(3)];
    const fragments = samples.flatMap((sample) => fragmenter.push(sample));
    expect(fragments.map(({ bytes }) => parseFragment(bytes).sequence)).toEqual([1, 2, 3, 4]);
  });
});

describe("the sound's fragments", () => {
  it("hold about 100 ms each", () => {
    const fragmenter = createFragmenter([plain, aac]);
    fragmenter.push(picture(0, true));
    const fragments = [0, 1, 2, 3, 4].flatMap((n) => fragmenter.push(sound(n)));
    expect(fragments.map(({ durationTicks }) => durationTicks / 16)).toEqual([128, 128]);
    expect(fragmenter.flush()).toMatchObject([{ durationTicks: 1024, trackId: 2, startsGop: false }]);
    expect(fragmenter.flush()).toEqual([]);
  });

  it("lie on the picture's timeline by their time of capture", () => {
    const fragmenter = createFragmenter([plain, aac]);
    const [video] = fragmenter.push(picture(0, true));
    const [audio] = [sound(0, 40), sound(1, 40)].flatMap((sample) => fragmenter.push(sample));
    const videoMs = (video?.presentationTime ?? 0) / 90;
    expect((audio?.presentationTime ?? 0) / 16 - videoMs).toBeCloseTo(40, 1);
  });

  it("keep sound that was taken a little before the first picture, and leave out what the last clip has", () => {
    const fragmenter = createFragmenter([plain, aac]);
    fragmenter.push(picture(0, true));
    const fragments = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((n) => fragmenter.push(sound(n, -400)));
    expect(fragments[0]?.captureTimeMs).toBe(START_MS - 400 + 2 * 64);
    expect(fragments[0]?.decodeTime).toBe((300 - 400 + 2 * 64) * 16);
  });

  it("lie end to end when timestamps jitter", () => {
    const fragmenter = createFragmenter([plain, aac]);
    fragmenter.push(picture(0, true));
    const jittery = Array.from({ length: 12 }, (_, n) => ({
      ...sound(n),
      presentationTime: n * 1024 + ((n * 7) % 5) * 90,
    }));
    const fragments = jittery.flatMap((sample) => fragmenter.push(sample));
    const ends = fragments.map(({ decodeTime, durationTicks }) => decodeTime + durationTicks);
    expect(fragments.slice(1).map(({ decodeTime }) => decodeTime)).toEqual(ends.slice(0, -1));
  });

  it("show a gap as a gap", () => {
    const fragmenter = createFragmenter([plain, aac]);
    fragmenter.push(picture(0, true));
    const fragments = [sound(0), sound(20), sound(21)].flatMap((sample) => fragmenter.push(sample));
    expect(fragments.map(({ decodeTime }) => decodeTime - 4800)).toEqual([0, 20 * 1024]);
  });

  it("never go back when a frame comes twice", () => {
    const fragmenter = createFragmenter([plain, aac]);
    fragmenter.push(picture(0, true));
    const fragments = [0, 1, 2, 3, 0, 4, 5].flatMap((n) => fragmenter.push(sound(n)));
    expect(fragments.map(({ decodeTime }) => (decodeTime - 4800) / 1024)).toEqual([0, 2, 4]);
  });

  it("take their length from FLAC frames of any length", () => {
    const encoder = new G711ToFlac("pcmu");
    const fragmenter = createFragmenter([plain, encoder.track]);
    fragmenter.push(picture(0, true));
    const data = encoder.encode(new Uint8Array(900));
    const [fragment] = fragmenter.push({ ...sound(0), data });
    expect(fragment).toMatchObject({ durationTicks: 900 });
  });
});

describe("a clip", () => {
  it("starts with a segment that gives the tracks back", () => {
    expect(parseInitSegment(createFragmenter([aac, plain]).initSegment)).toEqual([plain, aac]);
  });

  it("is not begun without a picture", () => {
    expect(() => createFragmenter([aac])).toThrow(expect.objectContaining({ code: "media.bad_tracks" }));
  });

  const refused: readonly (readonly [string, Partial<Sample>])[] = [
    ["no data", { data: new Uint8Array() }],
    ["more data than a sealed frame holds", { data: new Uint8Array(8 * 1024 * 1024) }],
    ["a presentation time that is no number", { presentationTime: Number.NaN }],
    ["a presentation time past all counting", { presentationTime: 2 ** 60 }],
    ["a presentation an hour from the one before", { presentationTime: 900_000 + 90_000 * 3600 }],
    ["a capture time that is no number", { captureTimeMs: Number.NaN }],
    ["a capture time before 1970", { captureTimeMs: -1 }],
    ["sound without a sound track", { kind: "audio" }],
  ];
  it.each(refused)("refuses a sample with %s, and goes on as if it had not been", (_, fault) => {
    const [disturbed, other] = [createFragmenter([plain]), createFragmenter([plain])];
    for (const fragmenter of [disturbed, other]) fragmenter.push(picture(0, true));
    expect(() => disturbed.push({ ...picture(1), ...fault })).toThrow(badSample);
    expect(disturbed.push(picture(2))).toEqual(other.push(picture(2)));
  });

  it("refuses a picture whose NAL unit runs past its end, and goes on as if it had not been", () => {
    const [disturbed, other] = [createFragmenter([plain]), createFragmenter([plain])];
    const cut = { ...picture(0, true), data: picture(0, true).data.subarray(0, 6) };
    expect(() => disturbed.push(cut)).toThrow(expect.objectContaining({ code: "media.truncated_nal" }));
    expect(disturbed.push(picture(0, true))).toEqual(other.push(picture(0, true)));
  });

  it("refuses sound of another time than the picture's", () => {
    const fragmenter = createFragmenter([plain, aac]);
    fragmenter.push(picture(0, true));
    expect(() => fragmenter.push(sound(0, 60_000))).toThrow(badSample);
  });

  it("refuses bytes that are no FLAC frame", () => {
    const fragmenter = createFragmenter([plain, new G711ToFlac("pcma").track]);
    fragmenter.push(picture(0, true));
    expect(() => fragmenter.push(sound(0))).toThrow(expect.objectContaining({ code: "media.bad_audio_frame" }));
  });

  it("does not change when the camera's buffers do", () => {
    const fragmenter = createFragmenter([plain]);
    const sample = picture(0, true);
    const [fragment] = fragmenter.push(sample);
    const before = concatBytes(fragment?.bytes ?? new Uint8Array());
    sample.data.fill(0xee);
    expect(fragment?.bytes).toEqual(before);
  });
});

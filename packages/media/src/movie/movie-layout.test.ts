// SPDX-License-Identifier: AGPL-3.0-or-later
import { concatBytes, decodeHex } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import { aacTrack } from "../elementary/aac-track.ts";
import { h264Track } from "../elementary/h264-track.ts";
import { readBoxes, readChild } from "../mp4/boxes.ts";
import { buildFragment, buildInitSegment, type TrackId } from "../mp4/index.ts";
import { MOVIE_HEAD_BYTES, MovieLayout } from "./index.ts";

const video = h264Track([decodeHex("6742c00bd901419f9f011000000300100000030140f142a480"), decodeHex("68cb83cb20")]);
const silent = buildInitSegment([video]);
const withSound = buildInitSegment([video, aacTrack(Uint8Array.of(0x15, 0x88))]);
const BAD_BOX = expect.objectContaining({ code: "media.bad_box" }) as Error;

type Plan = Readonly<{ trackId?: TrackId; decodeTime?: number; captureTimeMs?: number; isKeyframe?: boolean }>;

function fragment({ trackId = 1, decodeTime = 0, captureTimeMs = 0, isKeyframe = true }: Plan = {}): Uint8Array {
  const sample = { data: Uint8Array.of(7, 7, 7), durationTicks: 1, compositionOffset: 0, isKeyframe };
  return buildFragment({ trackId, sequence: 1, decodeTime, captureTimeMs, samples: [sample] });
}

/** Rows of 32-bit words of a table of the first track, or of another one. */
function tableOf(tail: Uint8Array, table: string, trak = 0): readonly number[] {
  const traks = readBoxes(readChild(readBoxes(tail), "moov")).filter(({ type }) => type === "trak");
  const path = ["mdia", "minf", "stbl", table];
  const body = path.reduce((inside, type) => readChild(readBoxes(inside), type), traks[trak]?.body ?? new Uint8Array());
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  return Array.from({ length: body.length / 4 }, (_, i) => view.getUint32(i * 4));
}

describe("a movie", () => {
  it("has its clips' bytes where its tables say", () => {
    const layout = new MovieLayout(silent);
    const [first, second] = [fragment(), fragment({ decodeTime: 3000, isKeyframe: false })];
    layout.addClip(silent, [first, second]);
    const { head, tail } = layout.finish();
    const file = concatBytes(head, silent, first, second, tail);
    expect(head).toHaveLength(MOVIE_HEAD_BYTES);
    const [, count, ...places] = tableOf(tail, "stco");
    expect(count).toBe(2);
    for (const place of places) expect(file.subarray(place, place + 3)).toEqual(Uint8Array.of(7, 7, 7));
    expect(tableOf(tail, "stss")).toEqual([0, 1, 1]);
    expect(tableOf(tail, "stsz")).toEqual([0, 0, 2, 3, 3]);
    expect(tableOf(tail, "stts")).toEqual([0, 1, 2, 3000]);
  });

  it("joins clips by the time that passed, a millisecond to a second", () => {
    for (const [passedMs, ticks] of [
      [100, 9000],
      [5000, 90_000],
      [0, 90],
      [-500, 90],
    ] as const) {
      const layout = new MovieLayout(silent);
      layout.addClip(silent, [fragment({ decodeTime: 700, captureTimeMs: 10_000 })]);
      layout.addClip(silent, [fragment({ decodeTime: 99, captureTimeMs: 10_000 + passedMs })]);
      expect(tableOf(layout.finish().tail, "stts")).toEqual([0, 1, 2, ticks]);
    }
  });

  it("moves sound with the pictures, and leaves out a track without a sample", () => {
    const layout = new MovieLayout(withSound);
    layout.addClip(withSound, [fragment()]);
    expect(() => tableOf(layout.finish().tail, "stco", 1)).toThrow(BAD_BOX);
    const sound = fragment({ trackId: 2, decodeTime: 800 });
    layout.addClip(withSound, [fragment({ captureTimeMs: 500 }), sound, fragment({ trackId: 2, decodeTime: 1600 })]);
    expect(tableOf(layout.finish().tail, "stts", 1)).toEqual([0, 1, 2, 800]);
    expect(() => tableOf(layout.finish().tail, "ctts", 1)).toThrow(BAD_BOX);
  });

  it("refuses clips of two formats", () => {
    const layout = new MovieLayout(silent);
    expect(layout.canHold(withSound)).toBe(false);
    expect(() => layout.addClip(withSound, [fragment()])).toThrow(BAD_BOX);
  });

  it.each([
    ["no picture", [fragment({ trackId: 2 })]],
    ["nothing", []],
    ["a picture that needs one before it", [fragment({ isKeyframe: false })]],
    ["a fragment of a track that it has not got", [fragment(), fragment({ trackId: 2 })]],
    ["a time past 13 hours", [fragment({ decodeTime: 2 ** 32 })]],
    ["bytes that are no fragment", [fragment(), Uint8Array.of(1, 2, 3)]],
  ])("refuses a clip with %s", (_, fragments) => {
    expect(() => new MovieLayout(silent).addClip(silent, fragments)).toThrow(BAD_BOX);
  });

  it("refuses to be without a clip, or of no format", () => {
    expect(() => new MovieLayout(silent).finish()).toThrow(BAD_BOX);
    expect(() => new MovieLayout(fragment())).toThrow(BAD_BOX);
  });

  it("is not longer than its tables can say", () => {
    const layout = new MovieLayout(silent);
    layout.addClip(silent, [fragment({ decodeTime: 2 ** 32 - 1 })]);
    expect(() => layout.addClip(silent, [fragment({ captureTimeMs: 1000 })])).toThrow(BAD_BOX);
  });
});

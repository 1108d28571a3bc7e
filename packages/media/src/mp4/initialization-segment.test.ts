// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex } from "@nightlatch/bytes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aacTrack, buildAacConfig } from "../elementary/aac-track.ts";
import { G711ToFlac } from "../elementary/flac-track.ts";
import { h264Track } from "../elementary/h264-track.ts";
import { h265Track } from "../elementary/h265-track.ts";
import { MediaError } from "../errors.ts";
import { buildInitSegment, parseInitSegment } from "./initialization-segment.ts";

const badBox: unknown = expect.objectContaining({ code: "media.bad_box" });
const badTracks: unknown = expect.objectContaining({ code: "media.bad_tracks" });
const h264 = h264Track(["6764001eacd940a02ff97011000003000100000300320f162d96", "68ebe3cb22c0"].map(decodeHex));
const h265 = h265Track(
  [
    "40010c01ffff01600000030090000003000003003f959809",
    "42010101600000030090000003000003003fa005120171c9265959a4932bc05a020000030002000003003210",
    "4401c172b46240",
  ].map(decodeHex),
);
const aac = aacTrack(buildAacConfig({ sampleRate: 48_000, channels: 2 }));
const flac = new G711ToFlac("pcma").track;

describe("an initialization segment", () => {
  it.each([
    ["H.264 alone", [h264]],
    ["H.265 alone", [h265]],
    ["H.264 and AAC", [h264, aac]],
    ["H.265 and FLAC", [h265, flac]],
  ])("gives the tracks back that it was built from: %s", (_, tracks) => {
    expect(parseInitSegment(buildInitSegment(tracks))).toEqual(tracks);
  });

  it("puts the picture first, whatever the order asked for", () => {
    expect(parseInitSegment(buildInitSegment([aac, h264]))).toEqual([h264, aac]);
  });

  it("keeps a rate that its 16-bit field cannot hold", () => {
    const fast = aacTrack(buildAacConfig({ sampleRate: 96_000, channels: 1 }));
    expect(parseInitSegment(buildInitSegment([h264, fast]))).toEqual([h264, fast]);
  });

  it.each([
    ["no track", []],
    ["sound alone", [aac]],
    ["two pictures", [h264, h265]],
    ["two sounds", [h264, aac, flac]],
  ])("is not built for %s", (_, tracks) => {
    expect(() => buildInitSegment(tracks)).toThrow(badTracks);
  });

  it("is refused when cut short at any byte", () => {
    const bytes = buildInitSegment([h264, aac]);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => parseInitSegment(bytes.subarray(0, length))).toThrow(badBox);
    }
  });

  it("is refused with anything behind it", () => {
    const bytes = buildInitSegment([h264]);
    expect(() => parseInitSegment(Uint8Array.from([...bytes, 0]))).toThrow(badBox);
    expect(() => parseInitSegment(Uint8Array.from([...bytes, ...bytes]))).toThrow(badBox);
  });

  it("is refused when it is megabytes long", () => {
    expect(() => parseInitSegment(new Uint8Array(2 * 1024 * 1024))).toThrow(badBox);
  });

  it("never crashes or hangs the parser when bytes of it are changed", () => {
    const original = buildInitSegment([h265, flac]);
    const changes = fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, (edits) => {
        const bytes = original.slice();
        for (const [index, value] of edits) bytes[index] = value;
        try {
          expect(parseInitSegment(bytes)).toHaveLength(2);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

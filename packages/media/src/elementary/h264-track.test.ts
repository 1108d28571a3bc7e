// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex } from "@nightlatch/bytes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitWriter } from "./bit-writer.ts";
import { parseH264Sps } from "./h264-sps.ts";
import { h264Track, readAvcConfig } from "./h264-track.ts";

const refused: unknown = expect.objectContaining({ code: "media.bad_parameter_sets" });
/** x264: High, 640x360, B-frames with pyramid. */
const HIGH_SPS = decodeHex("6764001eacd940a02ff97011000003000100000300320f162d96");
const HIGH_PPS = decodeHex("68ebe3cb22c0");
/** x264: Main, 768x432, B-frames, and no word about how many (Intel sample videos). */
const MAIN_SPS = decodeHex("674d401f965281806f4d418181900000030010000003014840");
const MAIN_PPS = decodeHex("68e9093520");

describe("an H.264 track", () => {
  it("is read from the parameter sets of a real encoder", () => {
    expect(h264Track([HIGH_SPS, HIGH_PPS])).toMatchObject({
      codecString: "avc1.64001e",
      width: 640,
      height: 360,
      reorderDepth: 2,
      timescale: 90000,
    });
  });

  it("takes the sets in any order, and repeated ones once", () => {
    expect(h264Track([HIGH_PPS, HIGH_SPS, HIGH_PPS, HIGH_SPS])).toEqual(h264Track([HIGH_SPS, HIGH_PPS]));
  });

  it("comes back from its avcC", () => {
    const track = h264Track([MAIN_SPS, MAIN_PPS]);
    expect(readAvcConfig(track.decoderConfig)).toEqual({ lengthBytes: 4, parameterSets: [MAIN_SPS, MAIN_PPS] });
  });

  it("allows as many B-frames as it has references when the stream does not say", () => {
    expect(h264Track([MAIN_SPS, MAIN_PPS]).reorderDepth).toBeGreaterThan(0);
  });

  it("is refused without one of the sets, and with a NAL unit that is none", () => {
    for (const sets of [[], [HIGH_SPS], [HIGH_PPS], [HIGH_SPS, HIGH_PPS, Uint8Array.of(0x65, 0x88)]]) {
      expect(() => h264Track(sets)).toThrow(refused);
    }
  });

  it("is refused with a parameter set of absurd length", () => {
    expect(() => h264Track([HIGH_SPS, HIGH_PPS, new Uint8Array(5000).fill(0x68)])).toThrow(refused);
  });

  it("is refused when the avcC is cut short anywhere", () => {
    const { decoderConfig } = h264Track([MAIN_SPS, MAIN_PPS]);
    for (let length = 0; length < decoderConfig.length; length += 1) {
      expect(() => readAvcConfig(decoderConfig.subarray(0, length))).toThrow(refused);
    }
  });
});

type Picture = { level: number; blocksX: number; blocksY: number; cropX: number; cropY: number; reorder: number };

/** A Main profile sequence parameter set, written by the book (§7.3.2.1.1, §E.1.1). */
function buildSps({ level, blocksX, blocksY, cropX, cropY, reorder }: Picture): Uint8Array {
  const writer = new BitWriter(8192);
  const code = (value: number): void => {
    const length = Math.floor(Math.log2(value + 1));
    writer.unary(length);
    writer.bits(value + 1 - 2 ** length, length);
  };
  for (const byte of [0x67, 77, 0, level]) writer.bits(byte, 8);
  for (const value of [0, 0, 0, 0, 4]) code(value); // id, frame_num, order type 0, its bits, references
  writer.bits(0, 1);
  code(blocksX - 1);
  code(blocksY - 1);
  writer.bits(0b111, 3); // frames only, direct_8x8, cropping
  for (const edge of [0, cropX, 0, cropY]) code(edge);
  writer.bits(0b1_0000_0000_1, 10); // VUI, with nothing but the bitstream restriction
  writer.bits(1, 1);
  for (const value of [0, 0, 0, 0, reorder, 4]) code(value);
  writer.bits(1, 1);
  writer.align();
  return escape(writer.written());
}

function escape(payload: Uint8Array): Uint8Array {
  const nal: number[] = [];
  for (const byte of payload) {
    if (byte <= 3 && nal.length > 1 && nal.at(-1) === 0 && nal.at(-2) === 0) nal.push(3);
    nal.push(byte);
  }
  return Uint8Array.from(nal);
}

const pictures = fc.record({
  level: fc.constantFrom(10, 31, 40, 51),
  blocksX: fc.integer({ min: 1, max: 512 }),
  blocksY: fc.integer({ min: 1, max: 512 }),
  cropX: fc.integer({ min: 0, max: 7 }),
  cropY: fc.integer({ min: 0, max: 7 }),
  reorder: fc.integer({ min: 0, max: 4 }),
});

describe("an H.264 sequence parameter set", () => {
  it("gives the size after cropping and the announced reordering, for every picture up to 8192x8192", () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        expect(parseH264Sps(buildSps(picture))).toMatchObject({
          level: picture.level,
          width: picture.blocksX * 16 - picture.cropX * 2,
          height: picture.blocksY * 16 - picture.cropY * 2,
          reorderDepth: picture.reorder,
        });
      }),
    );
  });

  it("is refused when cut short at any byte", () => {
    fc.assert(
      fc.property(pictures, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (picture, part) => {
        const sps = buildSps(picture);
        expect(() => parseH264Sps(sps.subarray(0, Math.floor(sps.length * part)))).toThrow(refused);
      }),
    );
  });

  it("is refused when its picture is wider or higher than 8192", () => {
    const picture = { level: 51, blocksX: 8, blocksY: 8, cropX: 0, cropY: 0, reorder: 0 };
    expect(() => parseH264Sps(buildSps({ ...picture, blocksX: 513 }))).toThrow(refused);
    expect(() => parseH264Sps(buildSps({ ...picture, blocksY: 60_000 }))).toThrow(refused);
  });

  it("is refused when cropping leaves nothing", () => {
    const picture = { level: 51, blocksX: 1, blocksY: 1, cropX: 8, cropY: 0, reorder: 0 };
    expect(() => parseH264Sps(buildSps(picture))).toThrow(refused);
  });

  it("is refused when it reorders more frames than it may hold", () => {
    const picture = { level: 51, blocksX: 8, blocksY: 8, cropX: 0, cropY: 0, reorder: 5 };
    expect(() => parseH264Sps(buildSps(picture))).toThrow(refused);
  });

  it("never crashes or hangs the parser, whatever the camera sends", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          const { width, height } = parseH264Sps(Uint8Array.of(0x67, 100, 0, 40, ...bytes));
          expect(Math.max(width, height)).toBeLessThanOrEqual(8192);
          expect(Math.min(width, height)).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toEqual(refused);
        }
      }),
    );
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex } from "@nightlatch/bytes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseH265Sps } from "./h265-sps.ts";
import { h265Track, readHevcConfig } from "./h265-track.ts";

const refused: unknown = expect.objectContaining({ code: "media.bad_parameter_sets" });
/** x265: Main, 642x362, B-frames with pyramid. */
const VPS = decodeHex("40010c01ffff01600000030090000003000003003f959809");
const SPS = decodeHex("42010101600000030090000003000003003fa005120171c9265959a4932bc05a020000030002000003003210");
const PPS = decodeHex("4401c172b46240");

describe("an H.265 track", () => {
  it("is read from the parameter sets of a real encoder", () => {
    expect(h265Track([VPS, SPS, PPS])).toMatchObject({
      codec: "h265",
      codecString: "hvc1.1.6.L63.90",
      width: 642,
      height: 362,
      reorderDepth: 2,
    });
  });

  it("comes back from its hvcC, in the order that the standard gives", () => {
    const { decoderConfig } = h265Track([PPS, SPS, VPS, SPS]);
    expect(readHevcConfig(decoderConfig)).toEqual({ lengthBytes: 4, parameterSets: [VPS, SPS, PPS] });
  });

  it("is refused without one of the three sets, and with a NAL unit that is none", () => {
    for (const sets of [[], [SPS, PPS], [VPS, PPS], [VPS, SPS], [VPS, SPS, PPS, Uint8Array.of(0x26, 1)]]) {
      expect(() => h265Track(sets)).toThrow(refused);
    }
  });

  it("is refused when the hvcC is cut short anywhere", () => {
    const { decoderConfig } = h265Track([VPS, SPS, PPS]);
    for (let length = 0; length < decoderConfig.length; length += 1) {
      expect(() => readHevcConfig(decoderConfig.subarray(0, length))).toThrow(refused);
    }
  });
});

describe("an H.265 sequence parameter set", () => {
  it("is refused when cut short before the reordering", () => {
    for (let length = 0; length < 26; length += 1) expect(() => parseH265Sps(SPS.subarray(0, length))).toThrow(refused);
  });

  it("is refused when its picture is wider than 8192", () => {
    // Behind the fixed part: id 0, chroma 1, and a width of 2^31 - 1.
    const sps = Uint8Array.of(...SPS.subarray(0, 15), 0b1_010_0000, 0, 0, 0, 0b0000_1000, 0, 0, 0, 0);
    expect(() => parseH265Sps(sps)).toThrow(refused);
  });

  it("never crashes or hangs the parser, whatever the camera sends", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          const { width, height } = parseH265Sps(Uint8Array.of(0x42, 1, ...bytes));
          expect(Math.max(width, height)).toBeLessThanOrEqual(8192);
          expect(Math.min(width, height)).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toEqual(refused);
        }
      }),
    );
  });
});

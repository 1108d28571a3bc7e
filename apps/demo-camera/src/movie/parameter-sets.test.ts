// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { splitLengthPrefixed } from "./length-prefixed.ts";
import { isParameterSet, readAvcConfig, readHevcConfig } from "./parameter-sets.ts";

const UNREADABLE = expect.objectContaining({ code: "demo_camera.unreadable_movie" }) as Error;
const AVC = Uint8Array.from([1, 100, 0, 31, 0xff, 0xe1, 0, 3, 0x67, 1, 2, 1, 0, 2, 0x68, 3]);
const HEVC = Uint8Array.from([
  ...new Array<number>(21).fill(0),
  3,
  2,
  0x20,
  0,
  1,
  0,
  2,
  0x40,
  1,
  0x27,
  0,
  1,
  0,
  2,
  0x4e,
  1,
]);

describe("readAvcConfig", () => {
  it("finds SPS and PPS and the size of lengths", () => {
    const config = readAvcConfig(AVC);
    expect(config.parameterSets.map((set) => [...set])).toEqual([
      [0x67, 1, 2],
      [0x68, 3],
    ]);
    expect(config.lengthSize).toBe(4);
  });

  it("refuses every shortened configuration", () => {
    for (let length = 0; length < AVC.length; length += 1) {
      expect(() => readAvcConfig(AVC.subarray(0, length))).toThrow(UNREADABLE);
    }
  });
});

describe("readHevcConfig", () => {
  it("finds the sets and leaves SEI messages out", () => {
    expect(readHevcConfig(HEVC).parameterSets.map((set) => [...set])).toEqual([[0x40, 1]]);
  });

  it("refuses every shortened configuration", () => {
    for (let length = 0; length < HEVC.length; length += 1) {
      expect(() => readHevcConfig(HEVC.subarray(0, length))).toThrow(UNREADABLE);
    }
  });
});

describe("isParameterSet", () => {
  it("tells sets from slices in both codecs", () => {
    expect([0x67, 0x68, 0x65, 0x41].map((first) => isParameterSet("h264", Uint8Array.of(first)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([0x40, 0x42, 0x44, 0x26].map((first) => isParameterSet("h265", Uint8Array.of(first)))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

describe("splitLengthPrefixed", () => {
  it("splits, with lengths of any size", () => {
    expect(splitLengthPrefixed(Uint8Array.of(0, 1, 7, 0, 2, 8, 9), 2).map((nal) => [...nal])).toEqual([[7], [8, 9]]);
  });

  it.each([[[0, 0, 0, 9, 1]], [[0, 0, 0, 0]], [[0, 0, 0, 1]]])("refuses %j", (bytes) => {
    expect(() => splitLengthPrefixed(Uint8Array.from(bytes), 4)).toThrow(UNREADABLE);
  });
});

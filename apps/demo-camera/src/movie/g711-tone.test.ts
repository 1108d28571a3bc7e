// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { encodeG711, g711Tone } from "./g711-tone.ts";

describe("encodeG711", () => {
  // ITU-T G.711 tables 1 and 2: silence, the quietest and the loudest codes.
  it.each([
    ["pcmu", 0, 0xff],
    ["pcmu", 32_767, 0x80],
    ["pcmu", -32_768, 0x00],
    ["pcma", 0, 0xd5],
    ["pcma", -1, 0x55],
    ["pcma", 32_767, 0xaa],
    ["pcma", -32_768, 0x2a],
  ] as const)("codes %s %i", (law, sample, code) => {
    expect(encodeG711(law, sample)).toBe(code);
  });

  it("never makes a louder sample quieter", () => {
    for (const [law, flip] of [
      ["pcmu", 0xff],
      ["pcma", 0xd5],
    ] as const) {
      let last = -1;
      for (let sample = 0; sample < 32_768; sample += 7) {
        const size = encodeG711(law, sample) ^ flip;
        expect(size).toBeGreaterThanOrEqual(last);
        last = size;
      }
    }
  });
});

describe("g711Tone", () => {
  it("beeps at each full second and is silent otherwise", () => {
    const tone = g711Tone("pcma");
    expect(tone.frameAt(50)).toEqual(tone.frameAt(0));
    expect(new Set(tone.frameAt(30))).toEqual(new Set([0xd5]));
    expect(new Set(tone.frameAt(2)).size).toBeGreaterThan(10);
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aacTrack, buildAacConfig, parseAacConfig } from "./aac-track.ts";

const refused: unknown = expect.objectContaining({ code: "media.bad_audio_config" });

describe("an AudioSpecificConfig", () => {
  it("comes back as it was built", () => {
    const channels = fc.constantFrom(1, 2, 3, 4, 5, 6, 8);
    const sampleRate = fc.oneof(
      fc.constantFrom(8000, 16_000, 44_100, 48_000, 96_000),
      fc.integer({ min: 1, max: 96_000 }),
    );
    fc.assert(
      fc.property(fc.record({ sampleRate, channels }), (config) => {
        const bytes = buildAacConfig(config);
        expect(parseAacConfig(bytes)).toEqual({ objectType: 2, ...config });
        for (let length = 0; length < bytes.length; length += 1) {
          expect(() => parseAacConfig(bytes.subarray(0, length))).toThrow(refused);
        }
      }),
    );
  });

  it("is read with the extension that encoders append", () => {
    expect(aacTrack(Uint8Array.of(0x14, 0x08, 0x56, 0xe5, 0x00))).toMatchObject({
      codecString: "mp4a.40.2",
      sampleRate: 16_000,
      channels: 1,
      timescale: 16_000,
    });
  });

  it("gives the rate of the sound that comes out when it is HE-AAC", () => {
    // Object type 5, core 24 kHz, stereo, extension 48 kHz, low complexity.
    expect(parseAacConfig(Uint8Array.of(0x2b, 0x11, 0x88, 0x00))).toEqual({
      objectType: 5,
      sampleRate: 48_000,
      channels: 2,
    });
  });

  it.each([
    ["AAC Main", [0x0c, 0x08]],
    ["USAC", [0xf9, 0x40, 0x00]],
    ["a reserved sample rate", [0x16, 0x88]],
    ["a sample rate of zero", [0x17, 0x80, 0x00, 0x00, 0x08]],
    ["channels in a program config element", [0x14, 0x00]],
    ["960 samples a frame", [0x14, 0x0c]],
  ])("is refused for %s", (_, bytes) => {
    expect(() => parseAacConfig(Uint8Array.from(bytes))).toThrow(refused);
  });

  it("is refused when it is absurdly long", () => {
    expect(() => aacTrack(Uint8Array.from({ length: 200 }, (_, i) => (i === 0 ? 0x14 : 0x08)))).toThrow(refused);
  });

  it("is not built for rates and channels that AAC has not", () => {
    for (const sampleRate of [0, -1, 96_001, 1.5, Number.NaN]) {
      expect(() => buildAacConfig({ sampleRate, channels: 1 })).toThrow(refused);
    }
    for (const channels of [0, 7, 9]) expect(() => buildAacConfig({ sampleRate: 8000, channels })).toThrow(refused);
  });
});

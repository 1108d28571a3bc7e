// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitReader } from "./bit-reader.ts";
import { decoderDescription } from "./decoder-description.ts";
import { crc16, crc8 } from "./flac-crc.ts";
import { flacFrameSamples } from "./flac-frame.ts";
import { flacTrack, G711ToFlac } from "./flac-track.ts";
import { decodeG711, type G711Law } from "./g711.ts";

const badFrame: unknown = expect.objectContaining({ code: "media.bad_audio_frame" });
const badConfig: unknown = expect.objectContaining({ code: "media.bad_audio_config" });
const laws = fc.constantFrom<G711Law>("pcmu", "pcma");

/** The decoder by the book (RFC 9639 §9), for what the encoder may write. */
function decodeMonoFrame(frame: Uint8Array): readonly number[] {
  const reader = new BitReader(frame, "media.bad_audio_frame");
  reader.skip(32);
  const lead = reader.bits(8);
  reader.skip(Math.max(0, Math.clz32(~(lead << 24)) - 1) * 8);
  const count = reader.bits(16) + 1;
  reader.skip(8 + 1);
  const type = reader.bits(6);
  const zeroBits = reader.flag() ? unary(reader) + 1 : 0;
  const signed = (width: number): number => {
    const value = reader.bits(width);
    return value >= 2 ** (width - 1) ? value - 2 ** width : value;
  };
  const values: number[] = [];
  if (type === 0) values.push(...new Array<number>(count).fill(signed(16 - zeroBits)));
  else if (type === 1) for (let i = 0; i < count; i += 1) values.push(signed(16 - zeroBits));
  else {
    const order = type - 8;
    for (let i = 0; i < order; i += 1) values.push(signed(16 - zeroBits));
    expect(reader.bits(6)).toBe(0);
    const rice = reader.bits(4);
    while (values.length < count) {
      const folded = unary(reader) * 2 ** rice + reader.bits(rice);
      values.push(predict(values, order) + (folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2));
    }
  }
  expect(reader.remainingBits).toBeLessThan(16 + 8);
  return values.map((value) => value * 2 ** zeroBits);
}

function unary(reader: BitReader): number {
  let zeros = 0;
  while (!reader.flag()) zeros += 1;
  return zeros;
}

function predict(values: readonly number[], order: number): number {
  const weights = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]][order] ?? [];
  return weights.reduce((sum, weight, back) => sum + weight * (values.at(-1 - back) ?? 0), 0);
}

describe("G.711", () => {
  it("decodes the corners of both laws (ITU-T G.711 tables 1 and 2, at 16 bits)", () => {
    expect([...decodeG711("pcmu", Uint8Array.of(0x00, 0x80, 0x7f, 0xff))]).toEqual([-32_124, 32_124, 0, 0]);
    expect([...decodeG711("pcma", Uint8Array.of(0x2a, 0xaa, 0x55, 0xd5))]).toEqual([-32_256, 32_256, -8, 8]);
  });

  it("becomes FLAC of the same loudness at every sample, for any bytes that a camera may send", () => {
    fc.assert(
      fc.property(
        laws,
        fc.array(fc.uint8Array({ minLength: 16, maxLength: 400 }), { maxLength: 4 }),
        (law, payloads) => {
          const encoder = new G711ToFlac(law);
          for (const payload of payloads) {
            const frame = encoder.encode(payload);
            expect(flacFrameSamples(frame)).toBe(payload.length);
            expect(decodeMonoFrame(frame)).toEqual([...decodeG711(law, payload)]);
          }
        },
      ),
    );
  });

  it("becomes smaller than 8 bits a sample when the sound is smooth, and a few bytes when it is silence", () => {
    const silence = new Uint8Array(800).fill(0xff);
    // A slow ramp through the quiet codes of the law.
    const smooth = Uint8Array.from({ length: 800 }, (_, i) => 0xff - Math.floor(i / 40));
    expect(new G711ToFlac("pcmu").encode(smooth).length).toBeLessThan(smooth.length);
    expect(new G711ToFlac("pcmu").encode(silence).length).toBeLessThan(20);
  });

  it("is refused in payloads of less than 16 and more than 4608 samples", () => {
    const encoder = new G711ToFlac("pcmu");
    for (const length of [0, 1, 15, 4609]) expect(() => encoder.encode(new Uint8Array(length))).toThrow(badFrame);
  });

  it("counts on after a refused payload as if it had not been", () => {
    const [refusing, other] = [new G711ToFlac("pcma"), new G711ToFlac("pcma")];
    expect(() => refusing.encode(new Uint8Array(3))).toThrow(badFrame);
    const payload = new Uint8Array(160).fill(0x55);
    expect(refusing.encode(payload)).toEqual(other.encode(payload));
  });
});

describe("a FLAC track", () => {
  it("comes back from its STREAMINFO", () => {
    const { track } = new G711ToFlac("pcmu");
    expect(track).toMatchObject({ codec: "flac", codecString: "flac", sampleRate: 8000, channels: 1, timescale: 8000 });
    expect(flacTrack(track.decoderConfig)).toEqual(track);
  });

  it("describes itself to a decoder by the head of a FLAC stream", () => {
    const { track } = new G711ToFlac("pcmu");
    expect([...decoderDescription(track).subarray(0, 8)]).toEqual([0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, 34]);
  });

  it("is refused with a STREAMINFO of another length or without a rate", () => {
    const { decoderConfig } = new G711ToFlac("pcmu").track;
    expect(() => flacTrack(decoderConfig.subarray(0, 33))).toThrow(badConfig);
    expect(() => flacTrack(new Uint8Array(34))).toThrow(badConfig);
  });
});

describe("a FLAC frame's header", () => {
  it("is refused when it is none", () => {
    const frame = new G711ToFlac("pcmu").encode(new Uint8Array(160));
    for (let length = 0; length < 6; length += 1)
      expect(() => flacFrameSamples(frame.subarray(0, length))).toThrow(badFrame);
    expect(() => flacFrameSamples(Uint8Array.of(0xff, 0xf1, 0x70, 0, 0, 0, 0, 0))).toThrow(badFrame);
    expect(() => flacFrameSamples(Uint8Array.of(0xff, 0xf8, 0x00, 0, 0, 0, 0, 0))).toThrow(badFrame);
  });

  it("carries checksums that come out as zero over what they cover", () => {
    const frame = new G711ToFlac("pcmu").encode(Uint8Array.from({ length: 160 }, (_, i) => i));
    expect(crc8(frame.subarray(0, 8))).toBe(0);
    expect(crc16(frame)).toBe(0);
  });
});

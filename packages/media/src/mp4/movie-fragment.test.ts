// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  buildFragment,
  FRAGMENT_HEADROOM_BYTES,
  parseFragment,
  type FragmentContent,
  type FragmentSample,
} from "./movie-fragment.ts";

const badBox: unknown = expect.objectContaining({ code: "media.bad_box" });
const samples = fc.record({
  data: fc.uint8Array({ minLength: 1, maxLength: 64 }),
  durationTicks: fc.integer({ min: 1, max: 0xffff_ffff }),
  compositionOffset: fc.integer({ min: 0, max: 0x7fff_ffff }),
  isKeyframe: fc.boolean(),
});
const head = {
  sequence: fc.integer({ min: 1, max: 0xffff_ffff }),
  decodeTime: fc.integer({ min: 0, max: 2 ** 52 }),
  captureTimeMs: fc.double({ min: 0, max: 4_070_908_800_000, noNaN: true }),
};
const fragments: fc.Arbitrary<FragmentContent> = fc.oneof(
  fc.record({ ...head, trackId: fc.constant(1 as const), samples: fc.tuple(samples) }),
  fc.record({ ...head, trackId: fc.constant(2 as const), samples: fc.array(samples, { minLength: 1, maxLength: 64 }) }),
);
const oneFrame: FragmentSample = {
  data: Uint8Array.of(1, 2, 3),
  durationTicks: 3600,
  compositionOffset: 7200,
  isKeyframe: true,
};
const frame: FragmentContent = {
  trackId: 1,
  sequence: 1,
  decodeTime: 90,
  captureTimeMs: 1_767_225_600_123.5,
  samples: [oneFrame],
};

describe("a fragment", () => {
  it("comes back as it was built", () => {
    fc.assert(
      fc.property(fragments, ({ captureTimeMs, samples: given, ...content }) => {
        const parsed = parseFragment(buildFragment({ ...content, captureTimeMs, samples: given }));
        expect(parsed).toMatchObject({ ...content, samples: given });
        expect(Math.abs(parsed.captureTimeMs - captureTimeMs)).toBeLessThan(0.001);
      }),
    );
  });

  it("places each of its samples on the clip's timeline", () => {
    const sound = { ...oneFrame, compositionOffset: 0, durationTicks: 1024 };
    const parsed = parseFragment(
      buildFragment({ ...frame, trackId: 2, decodeTime: 5000, samples: [sound, sound, sound] }),
    );
    expect(parsed.samples.map(({ presentationTime }) => presentationTime)).toEqual([5000, 6024, 7048]);
    expect(parseFragment(buildFragment(frame)).samples[0]).toMatchObject({ decodeTime: 90, presentationTime: 7290 });
  });

  it("has 144 bytes around one frame", () => {
    expect(buildFragment(frame)).toHaveLength(144 + oneFrame.data.length);
  });

  it("is built around data with headroom, byte for byte as it would be with a copy", () => {
    const buffer = new Uint8Array(FRAGMENT_HEADROOM_BYTES + 8).fill(0xff);
    const data = buffer.subarray(FRAGMENT_HEADROOM_BYTES + 2, FRAGMENT_HEADROOM_BYTES + 5);
    data.set(oneFrame.data);
    const built = buildFragment({ ...frame, samples: [{ ...oneFrame, data, headroomBytes: FRAGMENT_HEADROOM_BYTES }] });
    expect(built).toEqual(buildFragment(frame));
    expect(built.buffer).toBe(buffer.buffer);
    expect([...buffer.subarray(0, 2), ...buffer.subarray(-3)]).toEqual([0xff, 0xff, 0xff, 0xff, 0xff]);
  });

  it("leaves data alone that have too little headroom, or none of their own", () => {
    const buffer = new Uint8Array(FRAGMENT_HEADROOM_BYTES + 3).fill(0xff);
    const data = buffer.subarray(FRAGMENT_HEADROOM_BYTES);
    data.set(oneFrame.data);
    const before = buffer.slice();
    for (const headroomBytes of [undefined, 0, FRAGMENT_HEADROOM_BYTES - 1]) {
      const sample = { ...oneFrame, data, ...(headroomBytes === undefined ? {} : { headroomBytes }) };
      expect(buildFragment({ ...frame, samples: [sample] })).toEqual(buildFragment(frame));
    }
    const roomy = { ...oneFrame, data, headroomBytes: FRAGMENT_HEADROOM_BYTES };
    buildFragment({ ...frame, trackId: 2, samples: [roomy, oneFrame] });
    expect(buffer).toEqual(before);
  });

  it("hands out views of its own bytes, also when these start anywhere", () => {
    const built = buildFragment(frame);
    const shifted = new Uint8Array(built.length + 3);
    shifted.set(built, 3);
    const { samples: found } = parseFragment(shifted.subarray(3));
    expect(found[0].data).toEqual(oneFrame.data);
    expect(found[0].data.buffer).toBe(shifted.buffer);
  });

  it("is refused when cut short at any byte, and with a byte behind it", () => {
    const bytes = buildFragment(frame);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => parseFragment(bytes.subarray(0, length))).toThrow(badBox);
    }
    expect(() => parseFragment(Uint8Array.from([...bytes, 0]))).toThrow(badBox);
  });

  it("is refused when it holds two pictures, no sample, or more than 64", () => {
    expect(() => parseFragment(buildFragment({ ...frame, samples: [oneFrame, oneFrame] }))).toThrow(badBox);
    expect(() => parseFragment(buildFragment({ ...frame, samples: [] }))).toThrow(badBox);
    const many = new Array<FragmentSample>(65).fill(oneFrame);
    expect(() => parseFragment(buildFragment({ ...frame, trackId: 2, samples: many }))).toThrow(badBox);
  });

  it("is refused or means something else when any byte before its data is changed", () => {
    const bytes = buildFragment(frame);
    const original = parseFragment(bytes);
    // Nanoseconds of the capture time, which no Unix time in milliseconds can tell apart.
    const nanoseconds = 23;
    for (let index = 0; index < bytes.length - oneFrame.data.length; index += 1) {
      if (index === nanoseconds) continue;
      const changed = bytes.slice();
      changed[index] = (changed[index] ?? 0) ^ 0x41;
      try {
        expect(parseFragment(changed)).not.toEqual(original);
      } catch (error) {
        expect(error).toEqual(badBox);
      }
    }
  });

  it("is refused when its table leaves data over", () => {
    const bytes = buildFragment(frame);
    new DataView(bytes.buffer).setUint32(124, oneFrame.data.length - 1);
    expect(() => parseFragment(bytes)).toThrow(badBox);
  });

  it("never crashes or hangs the parser, whatever stands in its table", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 48 }), fc.nat(140), (noise, at) => {
        const bytes = buildFragment({ ...frame, trackId: 2, samples: [oneFrame, oneFrame] });
        bytes.set(noise.subarray(0, bytes.length - at), at);
        try {
          expect(parseFragment(bytes).samples).toHaveLength(2);
        } catch (error) {
          expect(error).toEqual(badBox);
        }
      }),
    );
  });
});

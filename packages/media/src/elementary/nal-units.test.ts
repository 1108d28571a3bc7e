// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  assertLengthPrefixed,
  joinLengthPrefixed,
  splitAnnexB,
  splitLengthPrefixed,
  unescapeNal,
} from "./nal-units.ts";

const truncated: unknown = expect.objectContaining({ code: "media.truncated_nal" });
/** As encoders write them: the last byte holds the stop bit, and no start code is inside. */
const nals = fc.array(
  fc.uint8Array({ min: 2, max: 255, minLength: 1, maxLength: 40 }).map((bytes) => Uint8Array.from([...bytes, 0x80])),
  { maxLength: 8 },
);

describe("NAL units behind lengths", () => {
  it("come out as they went in", () => {
    fc.assert(
      fc.property(nals, (units) => {
        expect(splitLengthPrefixed(joinLengthPrefixed(units))).toEqual(units);
      }),
    );
  });

  it("are refused when cut short at any byte inside a unit", () => {
    const picture = joinLengthPrefixed([Uint8Array.of(0x65, 1, 2), Uint8Array.of(0x41, 3)]);
    for (let length = 1; length < picture.length; length += 1) {
      if (length === 7) continue; // exactly the first unit
      expect(() => splitLengthPrefixed(picture.subarray(0, length))).toThrow(truncated);
      expect(() => assertLengthPrefixed(picture.subarray(0, length))).toThrow(truncated);
    }
  });

  it("are refused when a length is zero or points past the end", () => {
    expect(() => splitLengthPrefixed(Uint8Array.of(0, 0, 0, 0))).toThrow(truncated);
    expect(() => splitLengthPrefixed(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 1))).toThrow(truncated);
  });

  it("never crash the splitter, whatever the camera sends", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.constantFrom(1, 2, 4), (bytes, lengthBytes) => {
        try {
          const sizes = splitLengthPrefixed(bytes, lengthBytes).map((nal) => nal.length + lengthBytes);
          expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(bytes.length);
        } catch (error) {
          expect(error).toEqual(truncated);
        }
      }),
    );
  });
});

describe("NAL units behind start codes", () => {
  it("are found behind start codes of three and of four bytes", () => {
    fc.assert(
      fc.property(nals, fc.boolean(), (units, isLong) => {
        const stream = units.flatMap((unit) => [...(isLong ? [0] : []), 0, 0, 1, ...unit]);
        expect(splitAnnexB(Uint8Array.from(stream))).toEqual(units);
      }),
    );
  });

  it("are refused behind anything but zeros", () => {
    expect(() => splitAnnexB(Uint8Array.of(9, 0, 0, 1, 0x65))).toThrow(truncated);
    expect(() => splitAnnexB(Uint8Array.of(0x65, 0x88))).toThrow(truncated);
  });

  it("are refused when empty", () => {
    expect(() => splitAnnexB(Uint8Array.of(0, 0, 1))).toThrow(truncated);
    expect(() => splitAnnexB(Uint8Array.of(0, 0, 1, 0, 0, 1, 0x65))).toThrow(truncated);
  });
});

describe("emulation prevention", () => {
  it("is taken out, and only after two zeros", () => {
    expect(unescapeNal(Uint8Array.of(0, 0, 3, 1, 0, 3, 0, 0, 3, 0, 0, 3))).toEqual(
      Uint8Array.of(0, 0, 1, 0, 3, 0, 0, 0, 0),
    );
  });
});

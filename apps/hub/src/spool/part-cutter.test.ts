// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { PART_BYTES } from "@nightlatch/protocol/wire";
import { describe, expect, it } from "vitest";
import { PartCutter } from "./part-cutter.ts";

const frameSizes = fc.array(
  fc.oneof(fc.integer({ min: 40, max: 60_000 }), fc.integer({ min: 900_000, max: 3_000_000 })),
  {
    minLength: 1,
    maxLength: 60,
  },
);

describe("PartCutter", () => {
  it("puts every frame into exactly one part, in order", () => {
    fc.assert(
      fc.property(frameSizes, (sizes) => {
        const parts = cut(sizes).all();
        const firsts = parts.map(({ firstSequence }) => firstSequence);
        const spans = firsts.map((first, i) => sizes.slice(first, firsts[i + 1] ?? sizes.length));
        expect(firsts[0]).toBe(0);
        expect(spans.flat()).toEqual(sizes);
        expect(parts.map(({ sizeBytes }) => sizeBytes)).toEqual(spans.map((span) => span.reduce((a, b) => a + b, 0)));
      }),
    );
  });

  it("makes no part larger than a part may be, unless it is one frame", () => {
    fc.assert(
      fc.property(frameSizes, (sizes) => {
        const parts = cut(sizes).all();
        for (const [i, part] of parts.entries()) {
          const frames = (parts[i + 1]?.firstSequence ?? sizes.length) - part.firstSequence;
          expect(part.sizeBytes <= PART_BYTES || frames === 1).toBe(true);
        }
      }),
    );
  });

  it("never changes a part again that has one behind it", () => {
    fc.assert(
      fc.property(frameSizes, fc.nat(), (sizes, at) => {
        const early = cut(sizes.slice(0, 1 + (at % sizes.length))).all();
        expect(
          cut(sizes)
            .all()
            .slice(0, early.length - 1),
        ).toEqual(early.slice(0, -1));
      }),
    );
  });

  it("has no part before the first frame", () => {
    expect(new PartCutter().all()).toEqual([]);
  });
});

function cut(sizes: readonly number[]): PartCutter {
  const cutter = new PartCutter();
  for (const [i, size] of sizes.entries()) cutter.add(size, 1000 + i);
  return cutter;
}

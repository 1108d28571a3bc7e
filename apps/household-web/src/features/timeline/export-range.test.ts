// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClipView } from "../../vault-client/vault-api.ts";
import { MAX_RANGE_MS, MIN_RANGE_MS, moveEnd, rangeContent, startRange } from "./export-range.ts";
import { scrubKey } from "./scrub-keys.ts";

const limits = { fromMs: 0, toMs: 86_400_000 };

describe("an export range", () => {
  it("starts around the picture shown", () => {
    expect(startRange(600_000, limits)).toEqual({ fromMs: 570_000, toMs: 630_000 });
  });
  it("stays inside the day at its edges", () => {
    expect(startRange(0, limits)).toEqual({ fromMs: 0, toMs: 30_000 });
    expect(startRange(limits.toMs, limits)).toEqual({ fromMs: limits.toMs - 30_000, toMs: limits.toMs });
  });
  it("never turns round, shrinks to nothing or passes an hour, wherever an end is dragged", () => {
    const time = fc.integer({ min: -1_000_000, max: 90_000_000 });
    fc.assert(
      fc.property(fc.constantFrom("from" as const, "to" as const), time, (end, toMs) => {
        const moved = moveEnd({ fromMs: 40_000_000, toMs: 40_060_000 }, end, toMs, limits);
        expect(moved.toMs - moved.fromMs).toBeGreaterThanOrEqual(MIN_RANGE_MS);
        expect(moved.toMs - moved.fromMs).toBeLessThanOrEqual(MAX_RANGE_MS);
        expect(moved.fromMs).toBeGreaterThanOrEqual(limits.fromMs);
        expect(moved.toMs).toBeLessThanOrEqual(limits.toMs);
      }),
    );
  });
});

describe("the content of a range", () => {
  it("is the share of each clip that lies inside", () => {
    const clips = [clip(0, 60_000), clip(60_000, 120_000)];
    expect(rangeContent({ fromMs: 30_000, toMs: 75_000 }, clips)).toEqual({ durationMs: 45_000, sizeBytes: 45_000 });
  });
  it("counts neither gaps nor clips with a problem", () => {
    const broken = { ...clip(0, 60_000), problem: { code: "clip.signature_invalid", advice: "…" } };
    expect(rangeContent({ fromMs: 0, toMs: 90_000 }, [broken])).toEqual({ durationMs: 0, sizeBytes: 0 });
  });
});

describe("the keys of a timeline", () => {
  it("leave every other key alone", () => {
    for (const key of ["Tab", "Enter", "Escape", "a", "ArrowUp", "ArrowDown", "F5"]) {
      expect(scrubKey(key, false)).toBeUndefined();
    }
  });
  it("move further with Shift", () => {
    expect(scrubKey("ArrowLeft", false)).toEqual({ kind: "move", byMs: -10_000 });
    expect(scrubKey("ArrowLeft", true)).toEqual({ kind: "move", byMs: -60_000 });
  });
});

function clip(startMs: number, endMs: number): ClipView {
  const sizeBytes = endMs - startMs;
  return { id: `clip-${startMs}`, camera: "c", startMs, endMs, isComplete: true, isCut: false, sizeBytes };
}

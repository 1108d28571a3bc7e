// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClipView } from "../../vault-client/vault-api.ts";
import { pictureSlots } from "./picture-slots.ts";
import { clampZoom, pictureSpanMs, startZoom, tickTimes, zoomSpanMs, ZOOM_SPANS_MS } from "./scale.ts";

const noon = new Date(2026, 10, 24, 12).getTime();

describe("the scale", () => {
  it("never zooms past its ends", () => {
    expect(clampZoom(-3)).toBe(0);
    expect(clampZoom(99)).toBe(ZOOM_SPANS_MS.length - 1);
    expect(zoomSpanMs(99)).toBe(600_000);
  });
  it("starts close on a day that has just begun to be recorded", () => {
    expect(zoomSpanMs(startZoom(0))).toBe(600_000);
    expect(zoomSpanMs(startZoom(24 * 3_600_000))).toBe(3_600_000);
  });
  it("keeps labels apart at every zoom and width", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 280, max: 1600 }), (zoom, widthPx) => {
        const pxPerMs = widthPx / zoomSpanMs(zoom);
        const ticks = tickTimes(noon, noon + zoomSpanMs(zoom), pxPerMs);
        const distances = ticks.slice(1).map((tick, index) => (tick - (ticks[index] ?? 0)) * pxPerMs);
        expect(distances.every((distance) => distance >= 76)).toBe(true);
      }),
    );
  });
  it("labels only what lies inside", () => {
    const ticks = tickTimes(noon + 1, noon + 3_600_000, 900 / 3_600_000);
    expect(ticks.every((tick) => tick > noon && tick <= noon + 3_600_000)).toBe(true);
    expect(new Date(ticks[0] ?? 0).getSeconds()).toBe(0);
  });
  it("has no labels in an empty range", () => {
    expect(tickTimes(noon + 1, noon, 1)).toEqual([]);
  });
});

describe("picture slots", () => {
  const spanMs = pictureSpanMs(900 / 600_000);

  it("are none where nothing was recorded", () => {
    expect(pictureSlots([], 0, 600_000, spanMs)).toEqual([]);
    expect(pictureSlots([clip(700_000, 760_000)], 0, 600_000, spanMs)).toEqual([]);
  });
  it("never overlap, whatever was recorded", () => {
    const lengths = fc.array(fc.tuple(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 1000, max: 60_000 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(lengths, (pairs) => {
        let atMs = 0;
        const clips = pairs.map(([gapMs, durationMs]) => {
          const startMs = atMs + gapMs;
          atMs = startMs + durationMs;
          return clip(startMs, atMs);
        });
        const slots = pictureSlots(clips, 0, 600_000, spanMs);
        expect(slots.every((slot, index) => slot.fromMs >= (slots[index - 1]?.toMs ?? 0))).toBe(true);
        expect(slots.every(({ fromMs, toMs }) => toMs > fromMs)).toBe(true);
      }),
    );
  });
  it("end where the recording ends", () => {
    expect(pictureSlots([clip(0, 10_000)], 0, 60_000, 60_000)).toEqual([{ clip: "clip-0", fromMs: 0, toMs: 10_000 }]);
  });
});

function clip(startMs: number, endMs: number): ClipView {
  return { id: `clip-${startMs}`, camera: "c", startMs, endMs, isComplete: true, isCut: false, sizeBytes: 1 };
}

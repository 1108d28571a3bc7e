// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import type { ClipView } from "../../vault-client/vault-api.ts";
import { findClipAt, nearestPlayable, neighbourStart, recordedSpans } from "./recorded-spans.ts";

const problem = { code: "clip.signature_invalid", advice: "…" };
const clips = [clip(0, 60_000), clip(60_200, 120_000), clip(300_000, 360_000)];

describe("recorded spans", () => {
  it("join clips that follow each other and keep a real gap open", () => {
    expect(recordedSpans(clips)).toEqual([
      { fromMs: 0, toMs: 120_000 },
      { fromMs: 300_000, toMs: 360_000 },
    ]);
  });
  it("do not shrink when a later clip ends earlier", () => {
    expect(recordedSpans([clip(0, 90_000), clip(10_000, 20_000)])).toEqual([{ fromMs: 0, toMs: 90_000 }]);
  });
  it("are none without clips", () => {
    expect(recordedSpans([])).toEqual([]);
  });
});

describe("a clip at a time", () => {
  it("is none in a gap, before the first and after the last", () => {
    expect(findClipAt(clips, 200_000)).toBeUndefined();
    expect(findClipAt(clips, -1)).toBeUndefined();
    expect(findClipAt(clips, 360_000)).toBeUndefined();
  });
  it("includes its start and not its end", () => {
    expect(findClipAt(clips, 60_200)?.startMs).toBe(60_200);
    expect(findClipAt(clips, 60_000)).toBeUndefined();
  });
});

describe("the nearest playable time", () => {
  it("is the time itself inside a clip", () => {
    expect(nearestPlayable(clips, 30_000)).toBe(30_000);
  });
  it("is the next start inside a gap", () => {
    expect(nearestPlayable(clips, 200_000)).toBe(300_000);
  });
  it("is near the end of the last after everything", () => {
    expect(nearestPlayable(clips, 900_000)).toBe(355_000);
  });
  it("never lies in a clip with a problem", () => {
    expect(nearestPlayable([clip(0, 60_000), { ...clip(60_000, 120_000), problem }], 90_000)).toBe(55_000);
  });
  it("is none when nothing can be played", () => {
    expect(nearestPlayable([], 5)).toBeUndefined();
    expect(nearestPlayable([{ ...clip(0, 60_000), problem }], 5)).toBeUndefined();
  });
});

describe("the neighbouring recording", () => {
  const spans = recordedSpans(clips);
  it("is none after the last and before the first", () => {
    expect(neighbourStart(spans, 310_000, 1)).toBeUndefined();
    expect(neighbourStart(spans, 1000, -1)).toBeUndefined();
  });
  it("is the own start first when one is well into a recording", () => {
    expect(neighbourStart(spans, 340_000, -1)).toBe(300_000);
    expect(neighbourStart(spans, 301_000, -1)).toBe(0);
  });
});

function clip(startMs: number, endMs: number): ClipView {
  return { id: `clip-${startMs}`, camera: "c", startMs, endMs, isComplete: true, isCut: false, sizeBytes: 1 };
}

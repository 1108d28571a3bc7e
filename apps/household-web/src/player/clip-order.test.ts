// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import type { ClipView } from "../vault-client/vault-api.ts";
import { placeAfter, placeOf } from "./clip-order.ts";

const [first, second, later] = [clip("a", 0, 60), clip("b", 60, 120), clip("c", 500, 560)];
const clips = [first, second, later];

describe("placeOf", () => {
  it("finds the clip that holds a moment", () => {
    expect(placeOf(clips, 30)).toEqual({ clip: first, fromMs: 30 });
  });

  it("takes the later of two clips that touch", () => {
    expect(placeOf(clips, 60)).toEqual({ clip: second, fromMs: 60 });
  });

  it("jumps over a gap to the next clip's beginning", () => {
    expect(placeOf(clips, 300)).toEqual({ clip: later, fromMs: 500 });
  });

  it("finds nothing behind the last clip", () => {
    expect(placeOf(clips, 560)).toBeUndefined();
  });

  it("finds nothing among no clips", () => {
    expect(placeOf([], 0)).toBeUndefined();
  });
});

describe("placeAfter", () => {
  it("goes on with the next clip", () => {
    expect(placeAfter(clips, first, 60)).toEqual({ clip: second, fromMs: 60 });
  });

  it("goes on in an unfinished clip that has grown", () => {
    const young = { ...later, endMs: 520, isComplete: false, sizeBytes: 0 };
    expect(placeAfter(clips, young, 520)).toEqual({ clip: later, fromMs: 520 });
  });

  it("waits in an unfinished clip that has not grown", () => {
    const young = { ...later, isComplete: false };
    expect(placeAfter([first, second, young], young, 560)).toBeUndefined();
  });

  it("ends behind the last clip", () => {
    expect(placeAfter(clips, later, 560)).toBeUndefined();
  });
});

function clip(id: string, startMs: number, endMs: number): ClipView {
  return { id, camera: "camera", startMs, endMs, isComplete: true, isCut: false, sizeBytes: 1 };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { ExactDurations } from "./exact-durations.ts";
import { buildFragment, parseFragment } from "./movie-fragment.ts";

function fragment(trackId: 1 | 2, decodeTime: number): Uint8Array {
  const sample = { data: Uint8Array.of(7), durationTicks: 90_000, compositionOffset: 0, isKeyframe: true };
  return buildFragment({ trackId, sequence: 1, decodeTime, captureTimeMs: 0, samples: [sample] });
}

function durations(decodeTimes: readonly number[]): readonly number[] {
  const exact = new ExactDurations();
  const fragments = [...decodeTimes.flatMap((time) => exact.push(fragment(1, time))), ...exact.flush()];
  return fragments.map((bytes) => parseFragment(bytes).samples[0].durationTicks);
}

describe("exact durations", () => {
  it("reach from each frame to the next, and repeat for the last", () => {
    expect(durations([0, 3000, 9000, 15_000])).toEqual([3000, 6000, 6000, 6000]);
    expect(durations([500])).toEqual([3600]);
    expect(durations([])).toEqual([]);
  });

  it("leave a frame alone whose successor is not after it", () => {
    expect(durations([3000, 3000, 1000])).toEqual([90_000, 90_000, 3600]);
  });

  it("let sound through at once and unchanged", () => {
    const exact = new ExactDurations();
    const sound = fragment(2, 100);
    expect(exact.push(sound)).toEqual([fragment(2, 100)]);
    expect(exact.flush()).toEqual([]);
  });

  it("refuse what is no fragment of ours, and keep what they hold", () => {
    const exact = new ExactDurations();
    const first = fragment(1, 0);
    exact.push(first);
    expect(() => exact.push(first.subarray(1))).toThrow(expect.objectContaining({ code: "media.bad_box" }));
    expect(exact.flush()).toEqual([first]);
  });
});

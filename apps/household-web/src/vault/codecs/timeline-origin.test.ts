// SPDX-License-Identifier: AGPL-3.0-or-later
import { buildFragment, parseFragment, type ParsedFragment } from "@nightlatch/media/mp4";
import { describe, expect, it } from "vitest";
import { testTrack } from "../clips/recorded-clip.fixture.ts";
import { timelineOriginMs } from "./timeline-origin.ts";

describe("timelineOriginMs", () => {
  it("lies before the first picture by the lead of the timeline", () => {
    expect(timelineOriginMs(fragmentOf(1, 27_000, 0), [testTrack()])).toBeCloseTo(9700, 3);
  });

  it("is the same for a picture that is shown later than it is decoded", () => {
    expect(timelineOriginMs(fragmentOf(1, 18_000, 9000), [testTrack()])).toBeCloseTo(9700, 3);
  });

  it("is the capture time where the clip does not name the track", () => {
    expect(timelineOriginMs(fragmentOf(2, 18_000, 0), [testTrack()])).toBeCloseTo(10_000, 3);
  });
});

function fragmentOf(trackId: 1 | 2, decodeTime: number, compositionOffset: number): ParsedFragment {
  const samples = [{ data: Uint8Array.of(1), durationTicks: 3000, compositionOffset, isKeyframe: true }];
  return parseFragment(buildFragment({ trackId, sequence: 1, decodeTime, captureTimeMs: 10_000, samples }));
}

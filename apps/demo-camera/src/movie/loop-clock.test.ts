// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { aacLoop, loopedAudioFrame, loopedVideoFrame } from "./loop-clock.ts";
import type { AacMovie, VideoMovie } from "./movie.ts";

const VIDEO: VideoMovie = {
  codec: "h264",
  parameterSets: [],
  frames: [0, 1, 2].map((n) => ({ nals: [], isKeyframe: n === 0, presentationTicks: n * 6000, sendTicks: n * 6000 })),
  durationTicks: 18_000,
};
const AUDIO: AacMovie = {
  sampleRate: 16_000,
  channels: 1,
  config: new Uint8Array(),
  frames: [0, 1, 2, 3].map((n) => Uint8Array.of(n)),
  samplesPerFrame: 1024,
  durationS: 0.2,
};

describe("loopedVideoFrame", () => {
  it("goes on in even steps over the end of the movie", () => {
    const ticks = Array.from({ length: 8 }, (_, n) => loopedVideoFrame(VIDEO, n).presentationTicks);
    expect(ticks).toEqual([0, 6000, 12_000, 18_000, 24_000, 30_000, 36_000, 42_000]);
    expect(loopedVideoFrame(VIDEO, 3).frame.isKeyframe).toBe(true);
    expect(loopedVideoFrame(VIDEO, 3).dueMs).toBeCloseTo(200, 9);
  });

  it("does not drift in a day", () => {
    const framesADay = 15 * 86_400;
    expect(loopedVideoFrame(VIDEO, framesADay).presentationTicks).toBe(86_400 * 90_000);
  });

  it("refuses a movie without frames", () => {
    expect(() => loopedVideoFrame({ ...VIDEO, frames: [] }, 0)).toThrow(RangeError);
  });
});

describe("aacLoop", () => {
  it("keeps the audio grid unbroken while the content follows the pictures", () => {
    const loop = aacLoop(AUDIO);
    const frames = Array.from({ length: 10 }, (_, n) => loopedAudioFrame(loop, n));
    expect(frames.map(({ presentationTicks }) => presentationTicks)).toEqual(frames.map((_, n) => n * 1024));
    // 64 ms a frame in 200 ms of movie: the fifth starts at 256 ms, that is 56 ms into the second round.
    expect(frames.map(({ data }) => data[0])).toEqual([0, 1, 2, 3, 0, 1, 2, 0, 1, 2]);
  });

  it("repeats the last frame where the sound is shorter than the pictures", () => {
    const loop = aacLoop({ ...AUDIO, frames: AUDIO.frames.slice(0, 2) });
    expect([0, 1, 2, 3].map((n) => loop.frameAt(n)[0])).toEqual([0, 1, 1, 1]);
  });
});

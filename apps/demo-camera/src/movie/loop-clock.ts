// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file An endless movie: what the n-th frame is and when it is due. Pure.
 * Pictures repeat with the movie. Audio frames stay on their own unbroken grid, since they do not
 * divide the movie's length evenly; the loop only chooses which recorded frame fills each place.
 */
import { VIDEO_CLOCK_HZ, type AacMovie, type VideoFrame, type VideoMovie } from "./movie.ts";

export type LoopedVideoFrame = Readonly<{ frame: VideoFrame; presentationTicks: number; dueMs: number }>;
export type LoopedAudioFrame = Readonly<{ data: Uint8Array; presentationTicks: number; dueMs: number }>;

/** Where sound comes from: an AAC movie or a tone. */
export type AudioLoop = Readonly<{
  clockHz: number;
  samplesPerFrame: number;
  /** Any n from 0 on. */
  frameAt: (n: number) => Uint8Array;
}>;

export function loopedVideoFrame(movie: VideoMovie, n: number): LoopedVideoFrame {
  const count = movie.frames.length;
  const frame = movie.frames[n % count];
  if (frame === undefined) throw new RangeError("a movie has at least one frame");
  const loopTicks = Math.floor(n / count) * movie.durationTicks;
  return {
    frame,
    presentationTicks: loopTicks + frame.presentationTicks,
    dueMs: ((loopTicks + frame.sendTicks) / VIDEO_CLOCK_HZ) * 1000,
  };
}

export function loopedAudioFrame(loop: AudioLoop, n: number): LoopedAudioFrame {
  const presentationTicks = n * loop.samplesPerFrame;
  return { data: loop.frameAt(n), presentationTicks, dueMs: (presentationTicks / loop.clockHz) * 1000 };
}

/** AAC sound that follows the loop of its pictures to within one audio frame. */
export function aacLoop(movie: AacMovie): AudioLoop {
  const frameS = movie.samplesPerFrame / movie.sampleRate;
  return {
    clockHz: movie.sampleRate,
    samplesPerFrame: movie.samplesPerFrame,
    frameAt: (n) => {
      const place = Math.floor(((n * frameS) % movie.durationS) / frameS + 1e-6);
      const data = movie.frames[Math.min(place, movie.frames.length - 1)];
      if (data === undefined) throw new RangeError("an audio track has at least one frame");
      return data;
    },
  };
}

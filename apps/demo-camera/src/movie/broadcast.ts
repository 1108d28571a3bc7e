// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Plays the movie as a live picture: one clock and one place for all viewers, as in a real camera.
 * Owns the timer. The clock starts with the first viewer and goes on whether or not anybody looks.
 * Frames are due at absolute times, so that lateness of one never moves the next.
 */
import { loopedAudioFrame, loopedVideoFrame, type AudioLoop } from "./loop-clock.ts";
import { VIDEO_CLOCK_HZ, type VideoFrame, type VideoMovie } from "./movie.ts";

/** `ticks` run on for ever, in `clockHz`, from 0 at the first frame. */
type Timed = Readonly<{ index: number; ticks: number; clockHz: number; captureWallMs: number }>;
export type BroadcastFrame = Timed &
  (Readonly<{ track: "video"; movie: VideoMovie; frame: VideoFrame }> | Readonly<{ track: "audio"; data: Uint8Array }>);

export type Viewer = (frame: BroadcastFrame) => void;

/** A machine that slept does not catch up on what it missed. */
const MAX_LATENESS_MS = 2000;

export class Broadcast {
  readonly #viewers = new Set<Viewer>();
  readonly #audio: AudioLoop | undefined;
  readonly #speed: number;
  #movie: VideoMovie;
  #timer: NodeJS.Timeout | undefined;
  #startedAtMs: number | undefined;
  #videoIndex = 0;
  #audioIndex = 0;
  /** Where the movie of now began, in frames and in ticks of this broadcast. */
  #movieFirstIndex = 0;
  #movieFirstTicks = 0;

  constructor(movie: VideoMovie, audio: AudioLoop | undefined, speed: number) {
    this.#movie = movie;
    this.#audio = audio;
    this.#speed = speed;
  }

  /** Calls `viewer` with every frame from now on, until disposed. */
  watch(viewer: Viewer): Disposable {
    this.#viewers.add(viewer);
    this.#startedAtMs ??= performance.now();
    if (this.#timer === undefined) this.#sendDue();
    return { [Symbol.dispose]: () => void this.#viewers.delete(viewer) };
  }

  /** The next frame is the first of another movie; timestamps run on. */
  switchMovie(movie: VideoMovie): void {
    this.#movieFirstTicks = this.#nextVideo().ticks;
    this.#movieFirstIndex = this.#videoIndex;
    this.#movie = movie;
  }

  get movie(): VideoMovie {
    return this.#movie;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#viewers.clear();
  }

  #sendDue(): void {
    let next = this.#next();
    while (next.dueInMs <= 0) {
      if (next.dueInMs > -MAX_LATENESS_MS) for (const viewer of this.#viewers) viewer(next.frame);
      if (next.frame.track === "video") this.#videoIndex += 1;
      else this.#audioIndex += 1;
      next = this.#next();
    }
    this.#timer = setTimeout(() => this.#sendDue(), Math.ceil(next.dueInMs));
  }

  #next(): { frame: BroadcastFrame; dueInMs: number } {
    const video = this.#nextVideo();
    const audio = this.#audio === undefined ? undefined : loopedAudioFrame(this.#audio, this.#audioIndex);
    if (audio === undefined || this.#audio === undefined || video.dueMs <= audio.dueMs) {
      const { frame, ticks, dueMs } = video;
      const timed = this.#timed(this.#videoIndex, ticks, VIDEO_CLOCK_HZ);
      return { frame: { track: "video", movie: this.#movie, frame, ...timed }, dueInMs: this.#untilMs(dueMs) };
    }
    const timed = this.#timed(this.#audioIndex, audio.presentationTicks, this.#audio.clockHz);
    return { frame: { track: "audio", data: audio.data, ...timed }, dueInMs: this.#untilMs(audio.dueMs) };
  }

  #nextVideo(): { frame: VideoFrame; ticks: number; dueMs: number } {
    const { frame, presentationTicks, dueMs } = loopedVideoFrame(this.#movie, this.#videoIndex - this.#movieFirstIndex);
    const ticks = this.#movieFirstTicks + presentationTicks;
    return { frame, ticks, dueMs: dueMs + (this.#movieFirstTicks / VIDEO_CLOCK_HZ) * 1000 };
  }

  #timed(index: number, ticks: number, clockHz: number): Timed {
    const captureWallMs = performance.timeOrigin + this.#originMs() + ((ticks / clockHz) * 1000) / this.#speed;
    return { index, ticks, clockHz, captureWallMs };
  }

  #untilMs(dueMs: number): number {
    return this.#originMs() + dueMs / this.#speed - performance.now();
  }

  #originMs(): number {
    return this.#startedAtMs ?? performance.now();
  }
}

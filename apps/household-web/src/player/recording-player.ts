// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Plays clips of one camera as one recording through MediaSource. Owns the video element's source, which clip
 * is being read, and how far ahead. Media time = wall clock minus a base, so that clips lie where they were
 * recorded and a gap is a hole that playing jumps over.
 */
import type { NightlatchError } from "@nightlatch/errors";
import type { ClipEvent, ClipHandle, ClipView, Problem, VaultApi } from "../vault-client/vault-api.ts";
import { whyNotPlayable } from "./can-play.ts";
import { placeAfter, placeOf, type Place } from "./clip-order.ts";
import type { PlaybackStatus } from "./player-props.ts";
import { SourceQueue } from "./source-queue.ts";

const AHEAD_MS = 12_000;
const TICK_MS = 200;
/** Buffered ranges closer than this are one: frame durations round. */
const SEAM_S = 0.3;

/** Failures that say something about the recording, and not about the way to it. */
const NOT_GENUINE = /^(?:clip\.(?!unknown)|crypto|protocol|manifest|media)/u;

type Reading = { clip: ClipView; handle: ClipHandle; readMs: number; isDone: boolean };

export class RecordingPlayer {
  readonly #vault: VaultApi;
  readonly #video: HTMLVideoElement;
  readonly #onStatus: (status: PlaybackStatus) => void;
  readonly #listening = new AbortController();
  readonly #ticker: ReturnType<typeof setInterval>;
  #clips: readonly ClipView[] = [];
  #queue: SourceQueue;
  #baseMs = 0;
  #reading: Reading | undefined;
  #wantsToPlay = false;
  #hasEnded = false;
  /** Where a seek wants to be, until something is buffered there. */
  #targetS: number | undefined;
  #isGenuine = true;
  #problem: Problem | undefined;

  constructor(vault: VaultApi, video: HTMLVideoElement, onStatus: (status: PlaybackStatus) => void) {
    this.#vault = vault;
    this.#video = video;
    this.#onStatus = onStatus;
    this.#queue = this.#openSource();
    const { signal } = this.#listening;
    // A time that is set before there is any media is forgotten by some browsers.
    video.addEventListener("loadedmetadata", () => this.#goToTarget(), { signal });
    for (const event of ["playing", "pause", "waiting", "seeking", "seeked", "timeupdate", "loadeddata"] as const) {
      video.addEventListener(event, () => this.#report(), { signal });
    }
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
  }

  setClips(clips: readonly ClipView[]): void {
    this.#clips = clips;
  }

  seek(atMs: number): void {
    const place = placeOf(this.#clips, atMs);
    this.#problem = undefined;
    this.#hasEnded = place === undefined;
    if (place === undefined) {
      this.#stopReading();
      this.#report();
      return;
    }
    if (this.#isBuffered(place.fromMs)) {
      this.#video.currentTime = this.#mediaTime(place.fromMs);
      return;
    }
    this.#stopReading();
    if (place.clip.startMs < this.#baseMs || this.#baseMs === 0) this.#rebase(place.clip.startMs);
    this.#queue.clear();
    this.#targetS = this.#mediaTime(place.fromMs);
    this.#goToTarget();
    this.#read(place);
    this.#report();
  }

  setPlaying(playing: boolean): void {
    this.#wantsToPlay = playing;
    if (!playing) this.#video.pause();
    else this.#play();
  }

  setSpeed(speed: number): void {
    this.#video.defaultPlaybackRate = speed;
    this.#video.playbackRate = speed;
  }

  setMuted(muted: boolean): void {
    this.#video.muted = muted;
  }

  close(): void {
    this.#listening.abort();
    clearInterval(this.#ticker);
    this.#stopReading();
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  #openSource(): SourceQueue {
    const source = new MediaSource();
    const queue = new SourceQueue(source, this.#video, (error) => this.#fail(problemOf(error)));
    source.addEventListener("sourceopen", () => {
      URL.revokeObjectURL(url);
      queue.begin();
    });
    const url = URL.createObjectURL(source);
    const { playbackRate } = this.#video;
    this.#video.src = url;
    this.#video.playbackRate = playbackRate;
    return queue;
  }

  /** A quarter of a day before the first clip: jumps back within a day need no new source. */
  #rebase(startMs: number): void {
    this.#baseMs = startMs - 6 * 3_600_000;
    this.#queue = this.#openSource();
  }

  #read({ clip, fromMs }: Place): void {
    const reading: Reading = {
      clip,
      readMs: fromMs,
      isDone: false,
      handle: this.#vault.openClip({ clip: clip.id, fromMs }, (event) => {
        if (this.#reading === reading) this.#take(reading, event);
      }),
    };
    this.#reading = reading;
    this.#askAhead();
  }

  #take(reading: Reading, event: ClipEvent): void {
    switch (event.kind) {
      case "init": {
        const problem = whyNotPlayable(event.mimeType, event.codec);
        if (problem !== undefined) this.#fail(problem);
        else this.#queue.startSegment(event.mimeType, event.bytes, this.#mediaTime(event.originMs));
        return;
      }
      case "fragments":
        this.#queue.append(event.bytes);
        reading.readMs = Math.max(reading.readMs, event.endMs);
        return;
      case "end":
        reading.isDone = true;
        return;
      case "failed":
        // What was read before is genuine and stays; a changed clip is marked, never played past silently.
        if (NOT_GENUINE.test(event.problem.code)) this.#isGenuine = false;
        this.#fail(event.problem);
    }
  }

  #tick(): void {
    this.#askAhead();
    this.#jumpOverGap();
    this.#queue.dropBefore(this.#video.currentTime - 60);
    this.#queue.resume();
    if (this.#wantsToPlay && this.#video.paused && !this.#hasEnded) this.#play();
    const reading = this.#reading;
    if (reading?.isDone !== true) return;
    const next = placeAfter(this.#clips, reading.clip, reading.readMs);
    if (next !== undefined) this.#read(next);
    else if (this.#atMs() >= reading.readMs - SEAM_S * 1000 - 100) this.#end();
  }

  #askAhead(): void {
    const speed = Math.max(1, this.#video.playbackRate);
    this.#reading?.handle.readUntil(this.#atMs() + AHEAD_MS * speed);
  }

  #goToTarget(): void {
    if (this.#targetS !== undefined) this.#video.currentTime = this.#targetS;
  }

  #jumpOverGap(): void {
    const { buffered, currentTime } = this.#video;
    if (this.#isWaitingForTarget()) return;
    if (this.#holds(currentTime, 0.05)) return;
    for (let i = 0; i < buffered.length; i += 1) {
      if (buffered.start(i) > currentTime - SEAM_S && buffered.end(i) > currentTime + 0.05) {
        this.#video.currentTime = Math.max(buffered.start(i) + 0.001, currentTime + 0.001);
        return;
      }
    }
  }

  #isWaitingForTarget(): boolean {
    const target = this.#targetS;
    if (target === undefined) return false;
    const reading = this.#reading;
    if (this.#holds(target, 0.05) && Math.abs(this.#video.currentTime - target) > 0.05) {
      // Chromium forgets a time that was set while it had only metadata.
      this.#goToTarget();
      return true;
    }
    const hasPassed = reading === undefined || reading.isDone || this.#mediaTime(reading.readMs) > target + SEAM_S;
    const isOver = this.#holds(target, 0.05) || (hasPassed && this.#queue.pending === 0);
    if (isOver) this.#targetS = undefined;
    return !isOver;
  }

  /** Whether there is media at a time, and for `aheadS` after it. */
  #holds(timeS: number, aheadS: number): boolean {
    const { buffered } = this.#video;
    for (let i = 0; i < buffered.length; i += 1) {
      if (timeS >= buffered.start(i) - 0.001 && timeS < buffered.end(i) - aheadS) return true;
    }
    return false;
  }

  #play(): void {
    this.#video.play().catch((error: unknown) => {
      // A pause or a new source while starting; the next tick tries again. Sound without a click is refused.
      if (error instanceof DOMException && error.name === "NotAllowedError") this.#video.muted = true;
    });
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#video.pause();
    this.#report();
  }

  #fail(problem: Problem): void {
    this.#problem = problem;
    this.#stopReading();
    this.#report();
  }

  #stopReading(): void {
    this.#reading?.handle.stop();
    this.#reading = undefined;
  }

  #isBuffered(atMs: number): boolean {
    return this.#reading !== undefined && this.#holds(this.#mediaTime(atMs), SEAM_S);
  }

  #mediaTime(atMs: number): number {
    return (atMs - this.#baseMs) / 1000;
  }

  #atMs(): number {
    return this.#baseMs + this.#video.currentTime * 1000;
  }

  #report(): void {
    this.#onStatus({
      state: this.#state(),
      atMs: this.#atMs(),
      isGenuine: this.#isGenuine,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    });
  }

  #state(): PlaybackStatus["state"] {
    if (this.#hasEnded) return "ended";
    if (this.#problem !== undefined) return "failed";
    if (this.#video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return "loading";
    if (this.#video.paused) return "paused";
    return this.#video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA ? "waiting" : "playing";
  }
}

function problemOf({ code, message, advice }: NightlatchError): Problem {
  return { code, advice: advice ?? message };
}

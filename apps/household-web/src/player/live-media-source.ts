// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Live pictures through MediaSource, for browsers without WebCodecs. Stays close to the newest picture:
 * slightly faster when a little behind, a jump when far behind.
 */
import type { LiveEvent, Problem } from "../vault-client/vault-api.ts";
import { whyNotPlayable } from "./can-play.ts";
import { SourceQueue } from "./source-queue.ts";

export type LiveMediaEvents = Readonly<{
  onShown: (captureTimeMs: number) => void;
  onProblem: (problem: Problem) => void;
  onSize: (width: number, height: number) => void;
}>;

type Init = Extract<LiveEvent, { kind: "mse-init" }>;
type Fragment = Extract<LiveEvent, { kind: "mse-fragment" }>;

const EDGE_S = 0.1;
const CATCH_UP_RATE = 1.08;
const FAR_BEHIND_S = 0.25;
const RUSH_RATE = 1.3;
const JUMP_BEHIND_S = 0.6;
const KEEP_S = 8;
const TICK_MS = 100;

export class LiveMediaSource {
  readonly #video: HTMLVideoElement;
  readonly #events: LiveMediaEvents;
  readonly #queue: SourceQueue;
  readonly #ticker: ReturnType<typeof setInterval>;
  #baseMs: number | undefined;
  /** Newest picture. Not `buffered.end`: live fragments say longer durations than they have. */
  #edgeS = 0;
  #problem: Problem | undefined;

  constructor(video: HTMLVideoElement, events: LiveMediaEvents) {
    this.#video = video;
    this.#events = events;
    video.muted = true;
    video.playsInline = true;
    video.autoplay = true;
    const source = new MediaSource();
    this.#queue = new SourceQueue(source, video, ({ code, message, advice }) => {
      this.#fail({ code, advice: advice ?? message });
    });
    const url = URL.createObjectURL(source);
    source.addEventListener("sourceopen", () => {
      URL.revokeObjectURL(url);
      this.#queue.begin();
    });
    video.src = url;
    video.addEventListener("resize", () => events.onSize(video.videoWidth, video.videoHeight));
    this.#watchPictures();
    this.#ticker = setInterval(() => this.#stayAtEdge(), TICK_MS);
  }

  get problem(): Problem | undefined {
    return this.#problem;
  }

  startClip({ mimeType, codec, bytes, originMs }: Init): void {
    const problem = whyNotPlayable(mimeType, codec);
    if (problem !== undefined) {
      this.#fail(problem);
      return;
    }
    this.#baseMs ??= originMs;
    this.#queue.startSegment(mimeType, bytes, (originMs - this.#baseMs) / 1000);
  }

  append({ bytes, captureTimeMs }: Fragment): void {
    if (this.#problem !== undefined || this.#baseMs === undefined) return;
    this.#edgeS = Math.max(this.#edgeS, (captureTimeMs - this.#baseMs) / 1000);
    this.#queue.append(bytes);
  }

  setSound(on: boolean): void {
    this.#video.muted = !on;
  }

  close(): void {
    clearInterval(this.#ticker);
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  #watchPictures(): void {
    this.#video.requestVideoFrameCallback((_now, { mediaTime }) => {
      if (this.#baseMs !== undefined) this.#events.onShown(this.#baseMs + mediaTime * 1000);
      this.#watchPictures();
    });
  }

  #stayAtEdge(): void {
    const { buffered, currentTime } = this.#video;
    if (buffered.length === 0) return;
    const edge = this.#edgeS;
    const behind = edge - currentTime;
    const isOutside = currentTime < buffered.start(buffered.length - 1);
    if (behind > JUMP_BEHIND_S || isOutside) this.#video.currentTime = Math.max(0, edge - EDGE_S / 2);
    this.#video.playbackRate = behind > FAR_BEHIND_S ? RUSH_RATE : behind > EDGE_S ? CATCH_UP_RATE : 1;
    this.#queue.dropBefore(currentTime - KEEP_S);
    if (this.#video.paused) void this.#video.play().catch(() => undefined);
  }

  #fail(problem: Problem): void {
    this.#problem = problem;
    this.#events.onProblem(problem);
  }
}

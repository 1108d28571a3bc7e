// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A SourceBuffer takes one thing at a time. This queue owns one: appends, format changes and removals run in
 * order; a full buffer gives up what was played long ago and tries again.
 */
import { NightlatchError } from "@nightlatch/errors";

type Step = () => void;

/** Seconds of played media that stay for short jumps back. */
const KEEP_BEHIND_S = 15;

export class SourceQueue {
  readonly #source: MediaSource;
  readonly #video: HTMLVideoElement;
  readonly #onFailure: (error: NightlatchError) => void;
  #buffer: SourceBuffer | undefined;
  #mimeType = "";
  #steps: Step[] = [];
  #hasBegun = false;

  constructor(source: MediaSource, video: HTMLVideoElement, onFailure: (error: NightlatchError) => void) {
    this.#source = source;
    this.#video = video;
    this.#onFailure = onFailure;
  }

  get pending(): number {
    return this.#steps.length;
  }

  /** What follows belongs to this init segment and lies `offsetS` into the timeline. */
  startSegment(mimeType: string, init: Uint8Array<ArrayBuffer>, offsetS: number): void {
    this.#push(() => {
      const buffer = this.#buffer ?? this.#addBuffer(mimeType);
      if (this.#mimeType !== mimeType) buffer.changeType(mimeType);
      this.#mimeType = mimeType;
      buffer.timestampOffset = offsetS;
      buffer.appendBuffer(init);
    });
  }

  append(bytes: Uint8Array<ArrayBuffer>): void {
    this.#push(() => this.#buffer?.appendBuffer(bytes));
  }

  /** Forgets everything: what waits and what is buffered. */
  clear(): void {
    this.#steps = [];
    this.#push(() => {
      if (this.#buffer === undefined) return;
      this.#buffer.abort();
      this.#buffer.remove(0, Number.POSITIVE_INFINITY);
    });
  }

  dropBefore(timeS: number): void {
    const start = this.#buffer?.buffered.length ? this.#buffer.buffered.start(0) : timeS;
    if (start < timeS) this.#push(() => this.#buffer?.remove(0, timeS));
  }

  #push(step: Step): void {
    this.#steps.push(step);
    this.#run();
  }

  #run(): void {
    while (this.#hasBegun && this.#source.readyState === "open" && this.#buffer?.updating !== true) {
      const step = this.#steps.shift();
      if (step === undefined) return;
      try {
        step();
      } catch (error) {
        if (!this.#makeRoom(error, step)) return;
      }
    }
  }

  /** Call when the source says that it is open: nothing runs before. */
  begin(): void {
    // No end is known: without this, seeking would stop at what is buffered. It must come before the first append,
    // and the source counts as open a moment before it says so.
    this.#source.duration = Number.POSITIVE_INFINITY;
    this.#hasBegun = true;
    this.#run();
  }

  /** Goes on with what waited for room. */
  resume(): void {
    this.#run();
  }

  #makeRoom(error: unknown, step: Step): boolean {
    const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
    const keepFrom = this.#video.currentTime - KEEP_BEHIND_S;
    const start = this.#buffer?.buffered.length ? this.#buffer.buffered.start(0) : keepFrom;
    if (isFull && start < keepFrom) {
      this.#steps.unshift(() => this.#buffer?.remove(0, keepFrom), step);
      return true;
    }
    if (isFull) {
      // Nothing to give up yet: playing on frees room, and `resume` is called as it does.
      this.#steps.unshift(step);
      return false;
    }
    this.#onFailure(
      new NightlatchError("player.refused_media", "the browser refused the media", {
        cause: error,
        advice: "This browser could not play the recording. Try another browser, or export it.",
      }),
    );
    return false;
  }

  #addBuffer(mimeType: string): SourceBuffer {
    const buffer = this.#source.addSourceBuffer(mimeType);
    buffer.mode = "segments";
    buffer.addEventListener("updateend", () => this.#run());
    this.#buffer = buffer;
    this.#mimeType = mimeType;
    return buffer;
  }
}

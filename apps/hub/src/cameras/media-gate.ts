// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Keeps the promise of a source's events: tracks first, then samples from a keyframe on; tracks again, right
 * before a keyframe, when parameter sets or the timeline changed.
 */
import type { AudioTrack, Sample, VideoTrack } from "@nightlatch/media/elementary";
import type { SourceEvent } from "./camera-source.ts";

/** Owns the tracks as last announced. */
export class MediaGate {
  readonly #push: (event: SourceEvent) => void;
  readonly #audio: AudioTrack | undefined;
  #video: VideoTrack | undefined;
  #isOpen = false;
  #isStale = true;

  constructor(audio: AudioTrack | undefined, push: (event: SourceEvent) => void) {
    this.#audio = audio;
    this.#push = push;
  }

  /** Announced before the next keyframe. */
  changeVideo(track: VideoTrack): void {
    this.#video = track;
    this.#isStale = true;
  }

  /** Time jumped on either track: sound waits until the next keyframe announces the new timeline. */
  restartTimeline(): void {
    this.#isStale = true;
  }

  video(sample: Sample): void {
    if (this.#isStale && this.#video && sample.isKeyframe) {
      this.#push({ kind: "tracks", tracks: this.#audio ? [this.#video, this.#audio] : [this.#video] });
      this.#isStale = false;
      this.#isOpen = true;
    }
    if (this.#isOpen) this.#push({ kind: "sample", sample });
  }

  audio(sample: Sample): void {
    if (this.#isOpen && !this.#isStale) this.#push({ kind: "sample", sample });
  }
}

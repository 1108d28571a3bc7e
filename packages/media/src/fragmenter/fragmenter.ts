// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Samples of one clip to fragments, each picture as it comes: nothing waits for the next one.
 *
 * Both tracks share one timeline, laid by capture time. It begins a little before the first keyframe, so that B-frames
 * can be decoded before they are shown, and so that sound which is still under way then has its place.
 */
import type { Sample, Track } from "../elementary/track.ts";
import { buildInitSegment } from "../mp4/initialization-segment.ts";
import { AudioFragments } from "./audio-fragments.ts";
import { assertSample, badSample } from "./bad-sample.ts";
import { NOMINAL_FRAME_TICKS } from "./decode-times.ts";
import type { Fragment } from "./fragment.ts";
import { VideoFragments } from "./video-fragments.ts";

export type Fragmenter = Readonly<{
  initSegment: Uint8Array<ArrayBuffer>;
  /**
   * The fragments that this sample completes: a picture always one, of sound often none. Left out is what comes before
   * the first keyframe, and what belongs before the clip's beginning. A refused sample leaves no trace: go on with
   * the next. `sample.data` becomes part of the fragment when it has headroom; else it is copied at once for pictures,
   * and kept for up to 100 ms for sound.
   * @throws media.bad_sample | media.truncated_nal | media.bad_audio_frame
   */
  push(sample: Sample): readonly Fragment[];
  /** What is held back: at most one fragment of sound. Call at the end of a clip. */
  flush(): readonly Fragment[];
}>;

const VIDEO_TICKS_PER_MS = 90;
/** Sound arrives later than the picture taken with it, by its frame's length and the encoder's delay. */
const AUDIO_LEAD_MS = 300;
/** Sound and picture this far apart were not laid by one clock. */
const MAX_APART_MS = 10_000;

/** For one clip of one video track and at most one audio track. @throws media.bad_tracks */
export function createFragmenter(tracks: readonly Track[]): Fragmenter {
  const initSegment = buildInitSegment(tracks);
  const clip = new ClipFragments(tracks);
  return { initSegment, push: (sample) => clip.push(sample), flush: () => clip.flush() };
}

/** Owns the clip's timeline, once the first keyframe has laid it, and the count of its fragments. */
class ClipFragments {
  readonly #video: VideoFragments;
  readonly #audio: AudioFragments | undefined;
  /** The first keyframe's presentation on the timeline. */
  readonly #leadTicks: number;
  #start: Readonly<{ presentationTime: number; captureTimeMs: number }> | undefined;
  #lastPictureMs = 0;
  #sequence = 0;

  constructor(tracks: readonly Track[]) {
    const nextSequence = (): number => (this.#sequence += 1);
    const audioTrack = tracks.find((track) => track.kind === "audio");
    const reorderDepth = tracks.find((track) => track.kind === "video")?.reorderDepth ?? 0;
    const audioLeadTicks = audioTrack === undefined ? 0 : AUDIO_LEAD_MS * VIDEO_TICKS_PER_MS;
    this.#video = new VideoFragments(reorderDepth, nextSequence);
    this.#audio = audioTrack === undefined ? undefined : new AudioFragments(audioTrack, nextSequence);
    this.#leadTicks = Math.max(audioLeadTicks, reorderDepth * NOMINAL_FRAME_TICKS);
  }

  push(sample: Sample): readonly Fragment[] {
    assertSample(sample);
    return sample.kind === "video" ? this.#pushVideo(sample) : this.#pushAudio(sample);
  }

  flush(): readonly Fragment[] {
    return this.#audio?.flush() ?? [];
  }

  #pushVideo(sample: Sample): readonly Fragment[] {
    const start = this.#start ?? sample;
    if (this.#start === undefined && !sample.isKeyframe) return [];
    const presentationTime = this.#leadTicks + Math.round(sample.presentationTime - start.presentationTime);
    if (presentationTime < 0) return [];
    const fragment = this.#video.push(sample, presentationTime);
    this.#start ??= { presentationTime: sample.presentationTime, captureTimeMs: sample.captureTimeMs };
    this.#lastPictureMs = sample.captureTimeMs;
    return [fragment];
  }

  #pushAudio(sample: Sample): readonly Fragment[] {
    if (this.#audio === undefined) throw badSample("sound of a clip without a sound track");
    if (this.#start === undefined) return [];
    if (Math.abs(sample.captureTimeMs - this.#lastPictureMs) > MAX_APART_MS) throw badSample("sound of another time");
    const leadMs = this.#leadTicks / VIDEO_TICKS_PER_MS;
    return this.#audio.push(sample, sample.captureTimeMs - this.#start.captureTimeMs + leadMs);
  }
}

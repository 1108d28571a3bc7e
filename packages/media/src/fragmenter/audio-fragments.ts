// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The sound's side of a clip: frames gathered to about 100 ms, without a seam where the camera made none. */
import { flacFrameSamples } from "../elementary/flac-frame.ts";
import type { AudioTrack, Sample } from "../elementary/track.ts";
import { AUDIO_TRACK_ID } from "../mp4/initialization-segment.ts";
import { buildFragment, type FragmentSample } from "../mp4/movie-fragment.ts";
import type { Fragment } from "./fragment.ts";

const GROUP_MS = 100;
const MAX_GROUP_SAMPLES = 64;
/** Timestamps of cheap cameras jitter. Below this, frames are laid end to end; above it, something is missing. */
const SEAM_MS = 50;
const AAC_FRAME_SAMPLES = 1024;
const HE_AAC_FRAME_SAMPLES = 2048;

type Group = { readonly decodeTime: number; readonly captureTimeMs: number; readonly samples: FragmentSample[] };

/** Owns the frames not yet sent and the time at which the next one belongs. */
export class AudioFragments {
  readonly #track: AudioTrack;
  readonly #nextSequence: () => number;
  readonly #ticksPerMs: number;
  #anchor: Readonly<{ presentationTime: number; clipTicks: number }> | undefined;
  #nextTime = 0;
  #group: Group | undefined;

  constructor(track: AudioTrack, nextSequence: () => number) {
    this.#track = track;
    this.#nextSequence = nextSequence;
    this.#ticksPerMs = track.timescale / 1000;
  }

  /** `clipTimeMs` is when the frame was captured, on the clip's timeline. @throws media.bad_audio_frame */
  push(sample: Sample, clipTimeMs: number): readonly Fragment[] {
    const durationTicks = frameTicks(this.#track, sample.data);
    const anchor = (this.#anchor ??= this.#layAnchor(sample, clipTimeMs));
    const wanted = anchor.clipTicks + Math.round(sample.presentationTime - anchor.presentationTime);
    const seamTicks = wanted - this.#nextTime;
    // Time that is filled already: a repeated frame, or a clock that runs slower than its sound.
    if (seamTicks < -SEAM_MS * this.#ticksPerMs) return [];
    const isSeam = seamTicks > SEAM_MS * this.#ticksPerMs;
    const time = isSeam ? wanted : this.#nextTime;
    const complete = isSeam ? this.flush() : [];
    this.#nextTime = time + durationTicks;
    // Before the clip: the clip before this one has it.
    if (time < 0) return complete;
    this.#group ??= { decodeTime: time, captureTimeMs: sample.captureTimeMs, samples: [] };
    this.#group.samples.push({ data: sample.data, durationTicks, compositionOffset: 0, isKeyframe: true });
    return this.#isFull(this.#group, durationTicks) ? [...complete, ...this.flush()] : complete;
  }

  flush(): readonly Fragment[] {
    if (this.#group === undefined) return [];
    const { decodeTime, captureTimeMs, samples } = this.#group;
    this.#group = undefined;
    const head = { trackId: AUDIO_TRACK_ID, decodeTime, captureTimeMs } as const;
    const bytes = buildFragment({ ...head, sequence: this.#nextSequence(), samples });
    const durationTicks = samples.reduce((sum, sample) => sum + sample.durationTicks, 0);
    return [{ ...head, bytes, startsGop: false, isKeyframe: true, presentationTime: decodeTime, durationTicks }];
  }

  #layAnchor({ presentationTime }: Sample, clipTimeMs: number): { presentationTime: number; clipTicks: number } {
    const clipTicks = Math.round(clipTimeMs * this.#ticksPerMs);
    this.#nextTime = clipTicks;
    return { presentationTime, clipTicks };
  }

  /** As near to the wanted length as whole frames come. */
  #isFull({ decodeTime, samples }: Group, lastTicks: number): boolean {
    const gatheredTicks = this.#nextTime - decodeTime;
    return samples.length === MAX_GROUP_SAMPLES || gatheredTicks + lastTicks / 2 >= GROUP_MS * this.#ticksPerMs;
  }
}

function frameTicks({ codec, codecString }: AudioTrack, frame: Uint8Array): number {
  if (codec === "flac") return flacFrameSamples(frame);
  return codecString === "mp4a.40.2" ? AAC_FRAME_SAMPLES : HE_AAC_FRAME_SAMPLES;
}

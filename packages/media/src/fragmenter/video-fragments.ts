// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The picture's side of a clip: one frame in, one fragment out, at once. */
import { assertLengthPrefixed } from "../elementary/nal-units.ts";
import type { Sample } from "../elementary/track.ts";
import { VIDEO_TRACK_ID } from "../mp4/initialization-segment.ts";
import { buildFragment } from "../mp4/movie-fragment.ts";
import { badSample } from "./bad-sample.ts";
import { DecodeTimes } from "./decode-times.ts";
import type { Fragment } from "./fragment.ts";
import { FrameDurations } from "./frame-durations.ts";

/** 12 minutes. Composition offsets have 32 bits; who jumps further has another timeline. */
const MAX_STEP_TICKS = 2 ** 26;
/** Owns the decode times and durations of the track. */
export class VideoFragments {
  readonly #decodeTimes: DecodeTimes;
  readonly #nextSequence: () => number;
  readonly #durations: FrameDurations;
  #lastPresentation: number | undefined;

  constructor(reorderDepth: number, nextSequence: () => number) {
    this.#decodeTimes = new DecodeTimes(reorderDepth);
    this.#durations = new FrameDurations(reorderDepth);
    this.#nextSequence = nextSequence;
  }

  /** `presentationTime` is on the clip's timeline. @throws media.truncated_nal | media.bad_sample */
  push({ data, headroomBytes = 0, isKeyframe, captureTimeMs }: Sample, presentationTime: number): Fragment {
    assertLengthPrefixed(data);
    if (Math.abs(presentationTime - (this.#lastPresentation ?? presentationTime)) > MAX_STEP_TICKS) {
      throw badSample("a picture far from the one before it in time");
    }
    const decodeTime = this.#decodeTimes.next(presentationTime);
    const durationTicks = this.#durations.next(decodeTime);
    this.#lastPresentation = presentationTime;
    const compositionOffset = presentationTime - decodeTime;
    const sample = { data, headroomBytes, durationTicks, compositionOffset, isKeyframe };
    const head = { trackId: VIDEO_TRACK_ID, decodeTime, captureTimeMs } as const;
    const bytes = buildFragment({ ...head, sequence: this.#nextSequence(), samples: [sample] });
    return { ...head, bytes, startsGop: isKeyframe, isKeyframe, presentationTime, durationTicks };
  }
}

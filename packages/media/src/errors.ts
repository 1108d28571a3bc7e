// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What can be wrong with media bytes. Cameras are not trusted: each of these is an ordinary event. */
import { NightlatchError, type ErrorOptionsWithAdvice } from "@nightlatch/errors";

const DAMAGED = "The camera's stream is damaged. This part is left out; if it repeats, restart the camera.";
const UNREADABLE = "This recording cannot be read by this version. Update the app; the recording is kept.";

const ADVICE = {
  /** A NAL unit runs past the end of its picture, or is empty. */
  "media.truncated_nal": DAMAGED,
  /** SPS, PPS or VPS garbled, missing, or for a picture larger than 8192x8192. */
  "media.bad_parameter_sets":
    "The camera describes its picture in a way that cannot be shown. Choose another resolution in its settings.",
  /** An AudioSpecificConfig or STREAMINFO that browsers do not play. */
  "media.bad_audio_config": "Set the camera's sound to AAC or G.711 in its own settings. The picture is not affected.",
  /** Sound bytes that make no frame. */
  "media.bad_audio_frame": DAMAGED,
  /** Not one video track, or more than one video and one audio track. */
  "media.bad_tracks": "Choose a stream of the camera that has a picture.",
  /** A sample without data, too large, of an absent track, or without a usable time. */
  "media.bad_sample": DAMAGED,
  /** MP4 boxes that are cut short, out of order, or not ours. */
  "media.bad_box": UNREADABLE,
} as const;

export type MediaErrorCode = keyof typeof ADVICE;

export class MediaError extends NightlatchError<MediaErrorCode> {
  declare readonly advice: string;

  constructor(code: MediaErrorCode, message: string, options: Omit<ErrorOptionsWithAdvice, "advice"> = {}) {
    super(code, message, { ...options, advice: ADVICE[code] });
    this.name = "MediaError";
  }
}

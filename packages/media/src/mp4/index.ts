// SPDX-License-Identifier: AGPL-3.0-or-later
export { MediaError, type MediaErrorCode } from "../errors.ts";
export { ExactDurations } from "./exact-durations.ts";
export {
  AUDIO_TRACK_ID,
  buildInitSegment,
  parseInitSegment,
  trackIdOf,
  VIDEO_TRACK_ID,
  type TrackId,
} from "./initialization-segment.ts";
export {
  buildFragment,
  FRAGMENT_HEADROOM_BYTES,
  parseFragment,
  type FragmentContent,
  type FragmentSample,
  type ParsedFragment,
  type ParsedSample,
} from "./movie-fragment.ts";

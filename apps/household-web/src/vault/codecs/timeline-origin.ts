// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Where a clip's own timeline lies on the wall clock. */
import type { Track } from "@nightlatch/media/elementary";
import type { ParsedFragment } from "@nightlatch/media/mp4";

/**
 * Wall clock of the clip's own time 0, by this fragment. A clip's timeline begins a little before its first picture,
 * to leave room for reordered pictures and early sound.
 */
export function timelineOriginMs(fragment: ParsedFragment, tracks: readonly Track[]): number {
  const kind = fragment.trackId === 1 ? "video" : "audio";
  const timescale = tracks.find((track) => track.kind === kind)?.timescale;
  if (timescale === undefined) return fragment.captureTimeMs;
  return fragment.captureTimeMs - (fragment.samples[0].presentationTime / timescale) * 1000;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a fragmenter yields. */
import type { TrackId } from "../mp4/initialization-segment.ts";

export type Fragment = Readonly<{
  trackId: TrackId;
  /** prft, moof and mdat: one video frame, or about 100 ms of sound. */
  bytes: Uint8Array<ArrayBuffer>;
  /** True for video keyframes alone: a viewer can start here. */
  startsGop: boolean;
  isKeyframe: boolean;
  /** Ticks of the track's timescale on the clip's timeline, which begins at 0. */
  decodeTime: number;
  presentationTime: number;
  /** Of a video frame: an allowance, longer than it will be shown (`frame-durations.ts`). The next decode time counts. */
  durationTicks: number;
  /** Unix time of the first sample. */
  captureTimeMs: number;
}>;

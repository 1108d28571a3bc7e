// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A movie in memory, cut into what a camera sends: access units and raw audio frames. */

/** RTP clock of video (RFC 6184 §8.2.1, RFC 7798 §7.1). */
export const VIDEO_CLOCK_HZ = 90_000;

export type VideoFrame = Readonly<{
  /** NAL units without start codes or lengths; no parameter sets. */
  nals: readonly Uint8Array[];
  isKeyframe: boolean;
  /** 90 kHz, from the start of the movie. */
  presentationTicks: number;
  /** When it leaves the camera: decode order, never before its own capture. */
  sendTicks: number;
}>;

export type VideoMovie = Readonly<{
  codec: "h264" | "h265";
  /** H.264: SPS and PPS. H.265: VPS, SPS and PPS. In sending order. */
  parameterSets: readonly Uint8Array[];
  /** Decode order. The first is a keyframe. */
  frames: readonly VideoFrame[];
  durationTicks: number;
}>;

export type AacMovie = Readonly<{
  sampleRate: number;
  channels: number;
  /** AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1). */
  config: Uint8Array;
  frames: readonly Uint8Array[];
  samplesPerFrame: number;
  /** Length of the pictures beside it, so that both loop together. */
  durationS: number;
}>;

export type Movie = Readonly<{ video: VideoMovie; audio: AacMovie | undefined }>;

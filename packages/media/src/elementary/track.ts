// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a camera sends, once the transport is taken off: tracks and their samples. */

export type VideoTrack = Readonly<{
  kind: "video";
  codec: "h264" | "h265";
  /** RFC 6381, for example "avc1.64001f"; what VideoDecoder and MediaSource take. */
  codecString: string;
  /** Shown size in pixels, after cropping. */
  width: number;
  height: number;
  /** avcC or hvcC payload (ISO/IEC 14496-15), NAL lengths of 4 bytes. */
  decoderConfig: Uint8Array;
  /** How many frames the decoder may have to hold to put them in order; 0 without B-frames. */
  reorderDepth: number;
  timescale: 90000;
}>;

export type AudioTrack = Readonly<{
  kind: "audio";
  codec: "aac" | "flac";
  /** "mp4a.40.2" and the like, or "flac". */
  codecString: string;
  sampleRate: number;
  channels: number;
  /** AudioSpecificConfig (ISO/IEC 14496-3), or the 34 bytes of STREAMINFO (RFC 9639 §8.2). */
  decoderConfig: Uint8Array;
  /** Equals `sampleRate`. */
  timescale: number;
}>;

export type Track = VideoTrack | AudioTrack;

/**
 * One access unit, in decode order. Video: NAL units, each behind its 4-byte length, without access unit delimiters
 * and parameter sets (those live in `decoderConfig`). Audio: one raw AAC or FLAC frame.
 */
export type Sample = Readonly<{
  kind: "video" | "audio";
  data: Uint8Array;
  /** So many bytes before `data` in its buffer are free, for the head of a fragment. Such a sample is given away once. */
  headroomBytes?: number;
  isKeyframe: boolean;
  /** Ticks of the track's timescale, unwrapped: no jump back where RTP's 32 bits wrap. */
  presentationTime: number;
  /** When the lens or microphone took it: Unix time, may be fractional. */
  captureTimeMs: number;
}>;

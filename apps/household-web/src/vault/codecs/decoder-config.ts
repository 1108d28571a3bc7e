// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What WebCodecs wants to know of a track before its first chunk. */
import { decoderDescription, type AudioTrack, type VideoTrack } from "@nightlatch/media/elementary";

export function videoDecoderConfig(track: VideoTrack): VideoDecoderConfig {
  return {
    codec: track.codecString,
    description: Uint8Array.from(decoderDescription(track)),
    codedWidth: track.width,
    codedHeight: track.height,
    optimizeForLatency: true,
  };
}

export function audioDecoderConfig(track: AudioTrack): AudioDecoderConfig {
  return {
    codec: track.codecString,
    sampleRate: track.sampleRate,
    numberOfChannels: track.channels,
    description: Uint8Array.from(decoderDescription(track)),
  };
}

/** MIME type with codecs, for MediaSource. */
export function mimeTypeOf(tracks: readonly (VideoTrack | AudioTrack)[]): string {
  return `video/mp4; codecs="${tracks.map((track) => track.codecString).join(", ")}"`;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a WebCodecs decoder wants as its `description`. */
import { flacStreamHead } from "./flac-track.ts";
import type { Track } from "./track.ts";

export function decoderDescription(track: Track): Uint8Array {
  return track.codec === "flac" ? flacStreamHead(track.decoderConfig) : track.decoderConfig;
}

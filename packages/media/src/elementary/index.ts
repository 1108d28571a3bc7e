// SPDX-License-Identifier: AGPL-3.0-or-later
export { MediaError, type MediaErrorCode } from "../errors.ts";
export { aacTrack, buildAacConfig, parseAacConfig, type AacConfig } from "./aac-track.ts";
export { decoderDescription } from "./decoder-description.ts";
export { flacTrack, G711ToFlac } from "./flac-track.ts";
export { decodeG711, type G711Law } from "./g711.ts";
export { parseH264Sps, type H264Sps } from "./h264-sps.ts";
export { h264NalType, h264Track, readAvcConfig } from "./h264-track.ts";
export { parseH265Sps, type H265Sps } from "./h265-sps.ts";
export { h265NalType, h265Track, readHevcConfig } from "./h265-track.ts";
export { joinLengthPrefixed, splitAnnexB, splitLengthPrefixed, unescapeNal } from "./nal-units.ts";
export type { StoredParameterSets } from "./parameter-set-list.ts";
export type { AudioTrack, Sample, Track, VideoTrack } from "./track.ts";

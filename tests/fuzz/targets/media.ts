// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Elementary streams and boxes: what a camera or a recording can hold. */
import { concatBytes, equalBytes } from "@nightlatch/bytes";
import {
  aacTrack,
  buildAacConfig,
  flacTrack,
  G711ToFlac,
  h264Track,
  h265Track,
  joinLengthPrefixed,
  parseAacConfig,
  parseH264Sps,
  parseH265Sps,
  readAvcConfig,
  readHevcConfig,
  splitAnnexB,
  splitLengthPrefixed,
} from "@nightlatch/media/elementary";
import {
  buildFragment,
  buildInitSegment,
  parseFragment,
  parseInitSegment,
  type FragmentContent,
} from "@nightlatch/media/mp4";
import { promised, type TargetFamily } from "../target.ts";
import { H264_PPS, H264_SPS, H265_PPS, H265_SPS, H265_VPS } from "./sample-tracks.ts";

const START_CODE = Uint8Array.of(0, 0, 0, 1);
const SET_CODES = ["media.bad_parameter_sets"] as const;
const MAX_SIDE_PIXELS = 8192;
const h264 = h264Track([...H264_SPS.slice(0, 1), ...H264_PPS.slice(0, 1)]);
const h265 = h265Track([H265_VPS, H265_SPS, H265_PPS]);
const aac = aacTrack(buildAacConfig({ sampleRate: 48_000, channels: 2 }));
const flac = new G711ToFlac("pcma").track;

export const media: TargetFamily = {
  "h264-sps": () => ({
    form: "bytes",
    seeds: H264_SPS,
    codes: SET_CODES,
    judge: (input) => pictureSize(parseH264Sps(input)),
  }),
  "h265-sps": () => ({
    form: "bytes",
    seeds: [H265_SPS],
    codes: SET_CODES,
    judge: (input) => pictureSize(parseH265Sps(input)),
  }),
  "h264-track": () => ({
    form: "bytes",
    seeds: H264_SPS.map((sps, i) => joinLengthPrefixed([sps, H264_PPS[i] ?? sps])),
    codes: [...SET_CODES, "media.truncated_nal"],
    judge(input) {
      const { decoderConfig, codecString } = h264Track(splitLengthPrefixed(input));
      promised(readAvcConfig(decoderConfig).parameterSets.length >= 2, "wrote an avcC that lacks a set");
      return codecString.slice(0, 7);
    },
  }),
  "h265-track": () => ({
    form: "bytes",
    seeds: [joinLengthPrefixed([H265_VPS, H265_SPS, H265_PPS])],
    codes: [...SET_CODES, "media.truncated_nal"],
    judge(input) {
      const { decoderConfig, codecString } = h265Track(splitLengthPrefixed(input));
      promised(readHevcConfig(decoderConfig).parameterSets.length >= 3, "wrote an hvcC that lacks a set");
      return codecString.slice(0, 7);
    },
  }),
  "avc-config": () => ({
    form: "bytes",
    seeds: [h264.decoderConfig],
    codes: SET_CODES,
    judge: (input) => `sets ${Math.min(9, readAvcConfig(input).parameterSets.length)}`,
  }),
  "hevc-config": () => ({
    form: "bytes",
    seeds: [h265.decoderConfig],
    codes: SET_CODES,
    judge: (input) => `sets ${Math.min(9, readHevcConfig(input).parameterSets.length)}`,
  }),
  "aac-config": () => ({
    form: "bytes",
    seeds: [aac.decoderConfig, Uint8Array.of(0x14, 0x08, 0x56, 0xe5, 0x00), Uint8Array.of(0x2b, 0x11, 0x88, 0x00)],
    codes: ["media.bad_audio_config"],
    judge(input) {
      const { objectType, channels, sampleRate } = parseAacConfig(input);
      promised(sampleRate > 0 && sampleRate <= 96_000, "read a sample rate that no browser plays");
      return `${objectType} ${channels}`;
    },
  }),
  "flac-config": () => ({
    form: "bytes",
    seeds: [flac.decoderConfig],
    codes: ["media.bad_audio_config"],
    judge: (input) => `channels ${flacTrack(input).channels}`,
  }),
  "annex-b": () => ({
    form: "bytes",
    seeds: [H264_SPS, [H265_VPS, H265_SPS, H265_PPS]].map((nals) =>
      concatBytes(...nals.flatMap((nal) => [START_CODE, nal])),
    ),
    codes: ["media.truncated_nal"],
    judge(input) {
      const nals = splitAnnexB(input);
      promised(nals.reduce((sum, nal) => sum + nal.length + 3, 0) <= input.length, "made bytes out of nothing");
      return `nals ${Math.min(9, nals.length)}`;
    },
  }),
  "length-prefixed": () => ({
    form: "bytes",
    seeds: [joinLengthPrefixed(H264_SPS), joinLengthPrefixed([H265_SPS])],
    codes: ["media.truncated_nal"],
    judge(input) {
      const nals = splitLengthPrefixed(input);
      promised(equalBytes(joinLengthPrefixed(nals), input), "accepted lengths that it would not write");
      return `nals ${Math.min(9, nals.length)}`;
    },
  }),
  "mp4-init": () => ({
    form: "bytes",
    seeds: [[h264], [h265], [h264, aac], [h265, flac]].map(buildInitSegment),
    codes: ["media.bad_box", "media.bad_tracks", "media.bad_parameter_sets", "media.bad_audio_config"],
    judge(input) {
      const tracks = parseInitSegment(input);
      // Fields that a player does not need are not kept: the tracks, written again, must read the same.
      const again = parseInitSegment(buildInitSegment(tracks));
      promised(JSON.stringify(again) === JSON.stringify(tracks), "read tracks that it would write otherwise");
      return tracks.map(({ codec }) => codec).join(" ");
    },
  }),
  "mp4-fragment": () => ({
    form: "bytes",
    seeds: [fragmentOf(1, 1), fragmentOf(2, 1), fragmentOf(2, 5)].map(buildFragment),
    codes: ["media.bad_box"],
    judge(input) {
      const fragment = parseFragment(input);
      promised(isSameFragment(buildFragment(fragment), input), "accepted a fragment that it would not write");
      return `track ${fragment.trackId} samples ${fragment.samples.length}`;
    },
  }),
};

function pictureSize({ width, height }: Readonly<{ width: number; height: number }>): string {
  const isSane = width > 0 && height > 0 && width <= MAX_SIDE_PIXELS && height <= MAX_SIDE_PIXELS;
  promised(isSane, `read a picture of ${width}x${height}`);
  return "picture";
}

function fragmentOf(trackId: 1 | 2, count: number): FragmentContent {
  const sample = { data: Uint8Array.of(1, 2, 3), durationTicks: 3600, compositionOffset: 7200, isKeyframe: true };
  const samples = Array.from({ length: count }, () => sample);
  return { trackId, sequence: 1, decodeTime: 90, captureTimeMs: 1_767_225_600_123.5, samples };
}

/** The time of capture (NTP, bytes 16 to 23) goes through milliseconds, which keep a quarter of a nanosecond. */
function isSameFragment(written: Uint8Array, read: Uint8Array): boolean {
  const [a, b] = [written, read].map((bytes) => concatBytes(bytes.subarray(0, 16), bytes.subarray(24)));
  return a !== undefined && b !== undefined && equalBytes(a, b);
}

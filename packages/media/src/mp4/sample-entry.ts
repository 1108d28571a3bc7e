// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How a track's samples are coded: avc1, hvc1, mp4a or fLaC, with the decoder's configuration inside. */
import { aacTrack } from "../elementary/aac-track.ts";
import { FLAC_STREAM_INFO_HEAD, flacTrack } from "../elementary/flac-track.ts";
import { h264Track, readAvcConfig } from "../elementary/h264-track.ts";
import { h265Track, readHevcConfig } from "../elementary/h265-track.ts";
import type { StoredParameterSets } from "../elementary/parameter-set-list.ts";
import type { AudioTrack, Track, VideoTrack } from "../elementary/track.ts";
import { badBox, bodyBehind, buildBox, buildFullBox, readBoxes, readChild, u16, u32, type Box } from "./boxes.ts";
import { buildEsds, parseEsds } from "./elementary-stream-descriptor.ts";

/** ISO/IEC 14496-12 §12.1.3 and §12.2.3: the fields before the first child box. */
const VIDEO_FIELDS_BYTES = 78;
const AUDIO_FIELDS_BYTES = 28;
const FULL_BOX_BYTES = 4;
const RESOLUTION_72_DPI = 0x48_0000;
const DEPTH_24_BITS = 24;
const BITS_PER_SAMPLE = 16;
/** The field is 16.16; a higher rate stands in the configuration alone. */
const MAX_SAMPLE_RATE_FIELD = 0xffff;

export function buildSampleEntry(track: Track): Uint8Array {
  return track.kind === "video" ? buildVideoEntry(track) : buildAudioEntry(track);
}

/** @throws media.bad_box | media.bad_parameter_sets | media.bad_audio_config */
export function parseSampleEntry({ type, body }: Box): Track {
  switch (type) {
    case "avc1":
      return h264Track(withLongLengths(readAvcConfig(readConfig(body, VIDEO_FIELDS_BYTES, "avcC"))));
    case "hvc1":
      return h265Track(withLongLengths(readHevcConfig(readConfig(body, VIDEO_FIELDS_BYTES, "hvcC"))));
    case "mp4a":
      return aacTrack(parseEsds(bodyBehind(readConfig(body, AUDIO_FIELDS_BYTES, "esds"), FULL_BOX_BYTES)));
    case "fLaC":
      return flacTrack(parseDfla(bodyBehind(readConfig(body, AUDIO_FIELDS_BYTES, "dfLa"), FULL_BOX_BYTES)));
    default:
      throw badBox("samples of an unknown coding");
  }
}

function buildVideoEntry(track: VideoTrack): Uint8Array {
  const resolution = u32(RESOLUTION_72_DPI, RESOLUTION_72_DPI, 0);
  const size = [u32(0, 0, 0, 0), u16(track.width, track.height), resolution];
  const fields = [...entryHead(), ...size, u16(1), new Uint8Array(32), u16(DEPTH_24_BITS, 0xffff)];
  const [entry, config] = track.codec === "h264" ? ["avc1", "avcC"] : ["hvc1", "hvcC"];
  return buildBox(entry, ...fields, buildBox(config, track.decoderConfig));
}

function buildAudioEntry(track: AudioTrack): Uint8Array {
  const rate = track.sampleRate > MAX_SAMPLE_RATE_FIELD ? 0 : track.sampleRate;
  const fields = [...entryHead(), u32(0, 0), u16(track.channels, BITS_PER_SAMPLE, 0, 0, rate, 0)];
  if (track.codec === "aac")
    return buildBox("mp4a", ...fields, buildFullBox("esds", 0, 0, buildEsds(track.decoderConfig)));
  return buildBox("fLaC", ...fields, buildFullBox("dfLa", 0, 0, FLAC_STREAM_INFO_HEAD, track.decoderConfig));
}

/** Six reserved bytes, and the index of the only data reference. */
function entryHead(): readonly Uint8Array[] {
  return [u16(0, 0, 0, 1)];
}

function readConfig(body: Uint8Array, fieldBytes: number, type: string): Uint8Array {
  return readChild(readBoxes(bodyBehind(body, fieldBytes)), type);
}

function withLongLengths({ lengthBytes, parameterSets }: StoredParameterSets): readonly Uint8Array[] {
  if (lengthBytes !== 4) throw badBox("NAL lengths of other than 4 bytes");
  return parameterSets;
}

function parseDfla(body: Uint8Array): Uint8Array {
  const isStreamInfo = FLAC_STREAM_INFO_HEAD.every((byte, i) => body[i] === byte);
  if (!isStreamInfo) throw badBox("not a lone STREAMINFO");
  return body.subarray(FLAC_STREAM_INFO_HEAD.length);
}

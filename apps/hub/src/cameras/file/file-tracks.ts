// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The tracks of a video file as the hub's tracks, and its packets as the hub's samples. */
import { aacTrack, h264Track, h265Track, readAvcConfig, readHevcConfig } from "@nightlatch/media/elementary";
import {
  joinLengthPrefixed,
  splitLengthPrefixed,
  type AudioTrack,
  type VideoTrack,
} from "@nightlatch/media/elementary";
import type { InputAudioTrack, InputVideoTrack } from "mediabunny";
import type { CameraNote } from "../camera-source.ts";
import { CameraError } from "../errors.ts";
import { h264Payload } from "../rtp/h264-payload.ts";
import { h265Payload } from "../rtp/h265-payload.ts";

export type FileVideo = Readonly<{
  input: InputVideoTrack;
  track: VideoTrack;
  /** A packet's bytes as a sample's: 4-byte lengths, no delimiters, no parameter sets. */
  dataOf(packet: Uint8Array): Uint8Array;
}>;
export type FileAudio = Readonly<{ input: InputAudioTrack; track: AudioTrack }>;

const NO_VIDEO = "Choose a file with a picture.";

/** @throws camera.no_video, camera.unsupported_codec, media.bad_parameter_sets */
export async function openFileVideo(input: InputVideoTrack | null): Promise<FileVideo> {
  if (!input) throw new CameraError("camera.no_video", "no video in the file", { advice: NO_VIDEO });
  const codec = await input.getCodec();
  if (codec !== "avc" && codec !== "hevc") {
    const name = (codec ?? "an unknown format").toUpperCase();
    throw new CameraError("camera.unsupported_codec", `the file holds ${name}`, {
      advice: `This file's video is ${name}. Convert it to H.264.`,
    });
  }
  const config = await readDescription(input);
  const { parameterSets, lengthBytes } = codec === "avc" ? readAvcConfig(config) : readHevcConfig(config);
  const track = codec === "avc" ? h264Track(parameterSets) : h265Track(parameterSets);
  return { input, track, dataOf: (packet) => toSampleData(packet, lengthBytes, track.codec) };
}

/** Sound that cannot be kept is left out, with a note. */
export async function openFileAudio(
  input: InputAudioTrack | null,
  onNote: (note: CameraNote) => void,
): Promise<FileAudio | undefined> {
  if (!input) return undefined;
  const codec = await input.getCodec();
  if (codec === "aac") return { input, track: aacTrack(await readDescription(input)) };
  onNote({
    kind: "audio_dropped",
    codec: codec ?? "unknown",
    advice: "This file's sound cannot be used. Convert it to AAC.",
  });
  return undefined;
}

function toSampleData(packet: Uint8Array, lengthBytes: 1 | 2 | 4, codec: VideoTrack["codec"]): Uint8Array {
  const payload = codec === "h264" ? h264Payload : h265Payload;
  const kept = splitLengthPrefixed(packet, lengthBytes).filter((nal) => {
    const role = payload.roleOf(nal);
    return role !== "parameters" && role !== "ignored";
  });
  return joinLengthPrefixed(kept);
}

/** avcC, hvcC or AudioSpecificConfig: WebCodecs' types, which name it, belong to browsers. */
async function readDescription(input: InputVideoTrack | InputAudioTrack): Promise<Uint8Array> {
  const config: unknown = await input.getDecoderConfig();
  const description: unknown =
    typeof config === "object" && config !== null && "description" in config && config.description;
  if (description instanceof Uint8Array) return description;
  if (description instanceof ArrayBuffer) return new Uint8Array(description);
  throw new CameraError("camera.file_unreadable", "the file does not describe its tracks");
}

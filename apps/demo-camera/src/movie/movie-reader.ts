// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Reads an MP4 (or MOV, MKV) whole into memory as a Movie.
 * Movies are small demo and test files that the caller chose: nothing here is sent by a stranger.
 */
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from "mediabunny";
import type { EncodedPacket, InputAudioTrack, InputTrack, InputVideoTrack } from "mediabunny";
import { DemoCameraError } from "../errors.ts";
import { splitLengthPrefixed } from "./length-prefixed.ts";
import { VIDEO_CLOCK_HZ, type AacMovie, type Movie, type VideoFrame, type VideoMovie } from "./movie.ts";
import { isParameterSet, readAvcConfig, readHevcConfig, type VideoConfig } from "./parameter-sets.ts";

/**
 * Reads pictures (H.264 or H.265) and, where there is any, AAC sound.
 * @throws demo_camera.unreadable_movie, demo_camera.unsupported_codec
 */
export async function readMovie(path: string): Promise<Movie> {
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
  try {
    const videoTrack = await input.getPrimaryVideoTrack();
    if (videoTrack === null) throw unreadable(path);
    const video = await readVideo(videoTrack);
    const audioTrack = await input.getPrimaryAudioTrack();
    const audio = audioTrack === null ? undefined : await readAac(audioTrack, video.durationTicks / VIDEO_CLOCK_HZ);
    return { video, audio };
  } catch (error) {
    if (error instanceof DemoCameraError) throw error;
    throw unreadable(path, error);
  } finally {
    input.dispose();
  }
}

async function readVideo(track: InputVideoTrack): Promise<VideoMovie> {
  const codec = await track.getCodec();
  if (codec !== "avc" && codec !== "hevc") throw unsupported("video", codec);
  const config = await readVideoConfig(track, codec);
  const packets = await readPackets(track);
  const last = packets.reduce((a, b) => (b.timestamp > a.timestamp ? b : a));
  const frames = toFrames(packets, config);
  return {
    codec: config.codec,
    parameterSets: config.parameterSets,
    frames,
    durationTicks: ticksOf(last.timestamp + last.duration),
  };
}

async function readVideoConfig(track: InputVideoTrack, codec: "avc" | "hevc"): Promise<VideoConfig> {
  const description = await readDescription(track);
  return codec === "avc" ? readAvcConfig(description) : readHevcConfig(description);
}

/**
 * Frame n in decode order leaves at the n-th capture time, later by the movie's reordering:
 * a camera that uses B-frames cannot send a picture before it has seen it.
 */
function toFrames(packets: readonly EncodedPacket[], config: VideoConfig): VideoFrame[] {
  const captureTicks = packets.map((packet) => ticksOf(packet.timestamp)).sort((a, b) => a - b);
  const reorderTicks = packets.reduce(
    (most, packet, n) => Math.max(most, ticksOf(packet.timestamp) - (captureTicks[n] ?? 0)),
    0,
  );
  return packets.map((packet, n) => ({
    nals: splitLengthPrefixed(packet.data, config.lengthSize).filter((nal) => !isParameterSet(config.codec, nal)),
    isKeyframe: packet.type === "key",
    presentationTicks: ticksOf(packet.timestamp),
    sendTicks: (captureTicks[n] ?? 0) + reorderTicks,
  }));
}

async function readAac(track: InputAudioTrack, durationS: number): Promise<AacMovie> {
  const codec = await track.getCodec();
  if (codec !== "aac") throw unsupported("audio", codec);
  // Encoder priming sits before zero: a camera has none.
  const packets = (await readPackets(track)).filter((packet) => packet.timestamp > -0.001);
  const sampleRate = await track.getSampleRate();
  return {
    sampleRate,
    channels: await track.getNumberOfChannels(),
    config: await readDescription(track),
    frames: packets.map((packet) => packet.data),
    samplesPerFrame: 1024,
    durationS,
  };
}

async function readPackets(track: InputTrack): Promise<readonly EncodedPacket[]> {
  const packets = await Array.fromAsync(new EncodedPacketSink(track).packets());
  if (packets.length === 0) throw new DemoCameraError("demo_camera.unreadable_movie", "a track of the movie is empty");
  return packets;
}

/** avcC, hvcC or AudioSpecificConfig, as WebCodecs calls it. */
async function readDescription(track: InputVideoTrack | InputAudioTrack): Promise<Uint8Array> {
  const config: unknown = await track.getDecoderConfig();
  const description: unknown =
    config !== null && typeof config === "object" && "description" in config && config.description;
  if (description instanceof Uint8Array) return description;
  if (description instanceof ArrayBuffer) return new Uint8Array(description);
  throw new DemoCameraError("demo_camera.unreadable_movie", "a track of the movie has no decoder configuration");
}

function ticksOf(seconds: number): number {
  return Math.round(seconds * VIDEO_CLOCK_HZ);
}

function unreadable(path: string, cause?: unknown): DemoCameraError {
  return new DemoCameraError("demo_camera.unreadable_movie", `no pictures can be read from ${path}`, {
    cause,
    advice: "Give an MP4 file with an H.264 or H.265 track.",
  });
}

function unsupported(kind: "video" | "audio", codec: string | null): DemoCameraError {
  return new DemoCameraError("demo_camera.unsupported_codec", `cannot send ${kind} of codec ${codec ?? "unknown"}`, {
    advice: "Use H.264 or H.265 pictures and AAC sound, or a file without sound.",
  });
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the camera says it sends (RFC 4566; fmtp of RFC 6184 §8.1, RFC 7798 §7.1, RFC 3640 §4.1). */
import type { AacMovie, VideoMovie } from "../movie/movie.ts";
import type { G711Law } from "../movie/g711-tone.ts";

export type SoundDescription = Readonly<{ kind: "aac"; movie: AacMovie } | { kind: "g711"; law: G711Law }>;
export type SdpInput = Readonly<{
  video: VideoMovie;
  sound: SoundDescription | undefined;
  /** Without them a client has to wait for the sets in the stream. */
  withParameterSets: boolean;
  /** Named in place of the real one, to test clients. */
  codecName: string | undefined;
}>;

export const VIDEO_PAYLOAD_TYPE = 96;

/** Dynamic for AAC; G.711 has had fixed numbers since RFC 1890. */
export function soundPayloadType(sound: SoundDescription): number {
  if (sound.kind === "aac") return 97;
  return sound.law === "pcmu" ? 0 : 8;
}

export function writeSdp(input: SdpInput): string {
  const lines = [
    "v=0",
    "o=- 1 1 IN IP4 127.0.0.1",
    "s=Nightlatch demo camera",
    "c=IN IP4 0.0.0.0",
    "t=0 0",
    "a=control:*",
    "a=range:npt=now-",
    ...videoLines(input),
    ...(input.sound === undefined ? [] : soundLines(input.sound)),
  ];
  return `${lines.join("\r\n")}\r\n`;
}

function videoLines({ video, withParameterSets, codecName }: SdpInput): string[] {
  const name = codecName ?? (video.codec === "h264" ? "H264" : "H265");
  const sets = withParameterSets ? video.parameterSets.map((set) => Buffer.from(set).toString("base64")) : [];
  const fmtp = video.codec === "h264" ? h264Fmtp(video, sets) : h265Fmtp(video, sets);
  return [
    `m=video 0 RTP/AVP ${String(VIDEO_PAYLOAD_TYPE)}`,
    `a=rtpmap:${String(VIDEO_PAYLOAD_TYPE)} ${name}/90000`,
    ...(fmtp === "" ? [] : [`a=fmtp:${String(VIDEO_PAYLOAD_TYPE)} ${fmtp}`]),
    "a=control:video",
  ];
}

function h264Fmtp(video: VideoMovie, sets: readonly string[]): string {
  const profile = Buffer.from(video.parameterSets[0] ?? []).toString("hex", 1, 4);
  const sprop = sets.length === 0 ? "" : `;sprop-parameter-sets=${sets.join(",")}`;
  return `packetization-mode=1;profile-level-id=${profile}${sprop}`;
}

function h265Fmtp(video: VideoMovie, sets: readonly string[]): string {
  const names = new Map([
    [32, "sprop-vps"],
    [33, "sprop-sps"],
    [34, "sprop-pps"],
  ]);
  return sets
    .map((set, n) => `${names.get(((video.parameterSets[n]?.[0] ?? 0) >> 1) & 0x3f) ?? "x-set"}=${set}`)
    .join(";");
}

function soundLines(sound: SoundDescription): string[] {
  const type = String(soundPayloadType(sound));
  if (sound.kind === "g711") {
    const name = sound.law === "pcmu" ? "PCMU" : "PCMA";
    return [`m=audio 0 RTP/AVP ${type}`, `a=rtpmap:${type} ${name}/8000/1`, "a=control:audio"];
  }
  const { sampleRate, channels, config } = sound.movie;
  const hbr = "streamtype=5;profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3";
  return [
    `m=audio 0 RTP/AVP ${type}`,
    `a=rtpmap:${type} mpeg4-generic/${String(sampleRate)}/${String(channels)}`,
    `a=fmtp:${type} ${hbr};config=${Buffer.from(config).toString("hex")}`,
    "a=control:audio",
  ];
}

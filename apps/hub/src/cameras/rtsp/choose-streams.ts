// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Picks the one video and the one audio stream that the hub records, or says why it cannot. */
import { CameraError } from "../errors.ts";
import type { CameraNote } from "../camera-source.ts";
import type { MediaDescription, SessionDescription } from "./session-description.ts";

export type VideoStream = Readonly<{ codec: "h264" | "h265"; description: MediaDescription }>;
export type AudioStream = Readonly<{ codec: "aac" | "pcmu" | "pcma"; description: MediaDescription }>;
export type ChosenStreams = Readonly<{ video: VideoStream; audio: AudioStream | undefined }>;

const VIDEO_CODECS: ReadonlyMap<string, VideoStream["codec"]> = new Map([
  ["h264", "h264"],
  ["h265", "h265"],
]);
const VIDEO_CLOCK_RATE = 90_000;

/** @throws camera.no_video, camera.unsupported_codec */
export function chooseStreams(session: SessionDescription, onNote: (note: CameraNote) => void): ChosenStreams {
  return { video: chooseVideo(session), audio: chooseAudio(session, onNote) };
}

function chooseVideo({ medias }: SessionDescription): VideoStream {
  const videos = medias.filter(({ media }) => media === "video");
  for (const description of videos) {
    const codec = VIDEO_CODECS.get(description.encoding);
    if (codec && description.clockRate === VIDEO_CLOCK_RATE) return { codec, description };
  }
  const [refused] = videos;
  if (refused === undefined) throw new CameraError("camera.no_video", "no video in the session description");
  const name = codecName(refused);
  throw new CameraError("camera.unsupported_codec", `the camera sends ${name}`, {
    advice: `The camera sends ${name}. Set its video format to H.264 in its own settings.`,
  });
}

/** A camera without sound is better than no camera: unsupported audio is left out, with a note. */
function chooseAudio({ medias }: SessionDescription, onNote: (note: CameraNote) => void): AudioStream | undefined {
  const audios = medias.filter(({ media }) => media === "audio");
  for (const description of audios) {
    const codec = audioCodec(description);
    if (codec) return { codec, description };
  }
  const [refused] = audios;
  if (refused) {
    const codec = codecName(refused);
    const advice = `The camera's sound (${codec}) cannot be recorded. Set its audio format to AAC or G.711.`;
    onNote({ kind: "audio_dropped", codec, advice });
  }
  return undefined;
}

function audioCodec({ encoding, format, clockRate, channels }: MediaDescription): AudioStream["codec"] | undefined {
  if (clockRate < 8_000 || clockRate > 96_000) return undefined;
  if (encoding === "pcmu" || encoding === "pcma") return channels === 1 ? encoding : undefined;
  const isAac = encoding === "mpeg4-generic" && /^aac-(hbr|lbr)$/i.test(format.get("mode") ?? "");
  return isAac && format.has("config") ? "aac" : undefined;
}

/** The camera chose this name, and the app shows it. */
function codecName({ encoding, payloadType }: MediaDescription): string {
  const name = encoding
    .toUpperCase()
    .replace(/[^A-Z0-9._-]/g, "")
    .slice(0, 24);
  return name === "" ? `an unnamed format (${payloadType})` : name;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a camera is to the hub, and what every kind of camera yields. */
import type { Sample, Track } from "@nightlatch/media/elementary";
import type { Decoder } from "../decoder/decoder.ts";
import type { Clock } from "../ports/clock.ts";
import type { ReadBeat } from "./read-beat.ts";

export type RtspSource = Readonly<{
  kind: "rtsp";
  /** rtsp:// or rtsps://. A user and password inside are used, unless given apart, and never sent on in the address. */
  url: string;
  username?: string;
  password?: string;
  /** PEM certificate authority to trust for rtsps:// besides the system's. */
  tlsCa?: string;
}>;
export type FileSource = Readonly<{ kind: "file"; path: string; loop: boolean }>;
export type UsbSource = Readonly<{ kind: "usb"; device: string }>;
export type CameraSource = RtspSource | FileSource | UsbSource;

export type SourceEvent =
  /** First of all, and again whenever parameter sets or the timeline change. The next video sample is a keyframe. */
  Readonly<{ kind: "tracks"; tracks: readonly Track[] }> | Readonly<{ kind: "sample"; sample: Sample }>;

/** Worth telling the owner, without ending the stream. */
export type CameraNote =
  | Readonly<{ kind: "audio_dropped"; codec: string; advice: string }>
  | Readonly<{ kind: "packets_lost"; media: "video" | "audio"; count: number }>
  | Readonly<{ kind: "frame_dropped"; code: string }>
  | Readonly<{ kind: "timeline_jumped" }>;

export type CameraTimeouts = Readonly<{
  connectMs: number;
  responseMs: number;
  /** No video for this long is camera.silent. */
  silenceMs: number;
  /** Video, but no keyframe, for this long is camera.bad_stream. */
  keyframeMs: number;
}>;
export const CAMERA_TIMEOUTS: CameraTimeouts = {
  connectMs: 5_000,
  responseMs: 10_000,
  silenceMs: 10_000,
  keyframeMs: 60_000,
};

export type CameraDeps = Readonly<{
  clock: Clock;
  signal: AbortSignal;
  /** Needed for USB cameras only. */
  decoder?: Decoder;
  timeouts?: Partial<CameraTimeouts>;
  /** A network camera that nobody watches is read at the beat; as its bytes come when absent. */
  reading?: Readonly<{ beat: ReadBeat; isWatched: () => boolean }>;
  onNote?: (note: CameraNote) => void;
}>;

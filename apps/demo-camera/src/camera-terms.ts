// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What all connections of one camera share. The camera owns it. */
import type { Misbehaviour } from "./misbehaviour/misbehaviour.ts";
import type { Broadcast } from "./movie/broadcast.ts";
import type { CameraLogin } from "./rtsp/digest-challenge.ts";
import type { SoundDescription } from "./rtsp/sdp.ts";

/** One frame, handed to one viewer's socket whole. */
export type SentFrame = Readonly<{
  track: "video" | "audio";
  /** Counts the frames of this track since the camera's clock started. */
  index: number;
  /** As in the packets. */
  rtpTimestamp: number;
  /** When it was handed to the socket: Unix time, with fractions. */
  wallMs: number;
  /** When a lens would have seen it. */
  captureWallMs: number;
  isKeyframe: boolean;
}>;

export type CameraTerms = Readonly<{
  path: string;
  broadcast: Broadcast;
  sound: SoundDescription | undefined;
  login: CameraLogin | undefined;
  misbehaviour: Misbehaviour;
  firstRtpTimestamp: number;
  parameterSetsInSdp: boolean;
  parameterSetsInBand: boolean;
  aggregate: boolean;
  startAtKeyframe: boolean;
  senderReportIntervalMs: number;
  sessionTimeoutS: number;
  onFrameSent: ((frame: SentFrame) => void) | undefined;
}>;

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The Transport and Session headers of a SETUP answer (RFC 2326 §12.37, §12.39). */
import { CameraError } from "../errors.ts";

export type InterleavedChannels = Readonly<{ rtp: number; rtcp: number }>;
export type SessionHeader = Readonly<{ id: string; timeoutMs: number }>;

/** RFC 2326 §12.37: one minute, unless the camera says otherwise. */
const DEFAULT_TIMEOUT_S = 60;
const MIN_TIMEOUT_S = 1;

export function formatTransport({ rtp, rtcp }: InterleavedChannels): string {
  return `RTP/AVP/TCP;unicast;interleaved=${rtp}-${rtcp}`;
}

/**
 * The camera may choose other channels than those that we asked for.
 * @throws camera.refused when it chose another transport
 */
export function parseTransport(header: string | undefined, asked: InterleavedChannels): InterleavedChannels {
  if (header === undefined) return asked;
  if (!/^RTP\/S?AVP\/TCP\b/i.test(header)) {
    throw new CameraError("camera.refused", "the camera does not stream over TCP", {
      advice: "Switch on RTSP over TCP in the camera's own settings.",
    });
  }
  const match = /interleaved\s*=\s*(\d{1,3})(?:-(\d{1,3}))?/i.exec(header);
  if (!match) return asked;
  const rtp = Number(match[1]);
  const rtcp = match[2] === undefined ? rtp + 1 : Number(match[2]);
  if (rtp > 255 || rtcp > 255) throw new CameraError("camera.bad_stream", "no such interleaved channel");
  return { rtp, rtcp };
}

/** @throws camera.bad_stream without a session, which nothing can be played by */
export function parseSession(header: string | undefined): SessionHeader {
  const [id = "", ...parameters] = (header ?? "").split(";").map((part) => part.trim());
  if (!/^[\x21-\x7e]{1,256}$/.test(id)) throw new CameraError("camera.bad_stream", "no session in the answer to SETUP");
  const timeout = parameters
    .map((part) => /^timeout\s*=\s*(\d{1,6})/i.exec(part)?.[1])
    .find((value) => value !== undefined);
  const seconds = timeout === undefined ? DEFAULT_TIMEOUT_S : Number(timeout);
  return { id, timeoutMs: Math.max(seconds, MIN_TIMEOUT_S) * 1_000 };
}

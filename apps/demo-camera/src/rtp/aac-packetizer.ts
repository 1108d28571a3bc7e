// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file AAC over RTP, AAC-hbr (RFC 3640 §3.3.6): one frame a packet, sizelength 13, indexlength 3. */
import type { RtpPayload } from "./rtp-payload.ts";

/** The size field has 13 bits. */
const MAX_AAC_FRAME_BYTES = 8191;

export function packetizeAac(frame: Uint8Array): RtpPayload[] {
  if (frame.length > MAX_AAC_FRAME_BYTES) throw new RangeError("an AAC frame of this size cannot be sent as AAC-hbr");
  const bytes = new Uint8Array(4 + frame.length);
  // AU-headers-length in bits, then size and index 0.
  bytes.set([0, 16, frame.length >> 5, (frame.length << 3) & 0xff]);
  bytes.set(frame, 4);
  return [{ bytes, marker: true }];
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file G.711 over RTP (RFC 3551 §4.5.14): the bytes as they are. The marker would mean "speech begins". */
import type { RtpPayload } from "./rtp-payload.ts";

export function packetizeG711(frame: Uint8Array): RtpPayload[] {
  return [{ bytes: frame, marker: false }];
}

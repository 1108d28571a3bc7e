// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file RTCP sender report with the source's name (RFC 3550 §6.4.1, §6.5): ties RTP time to wall time. */

export type SenderReport = Readonly<{
  ssrc: number;
  /** Unix time of the moment that `rtpTimestamp` names. */
  wallMs: number;
  rtpTimestamp: number;
  packetCount: number;
  octetCount: number;
}>;

/** Seconds from 1900 to 1970. */
const NTP_UNIX_OFFSET_S = 2_208_988_800;
const CNAME = new TextEncoder().encode("nightlatch-demo-camera");

/** A compound packet: SR without report blocks, then SDES. */
export function encodeSenderReport(report: SenderReport): Uint8Array {
  const textBytes = CNAME.length;
  const sdesBytes = Math.ceil((8 + 2 + textBytes + 1) / 4) * 4;
  const packet = new Uint8Array(28 + sdesBytes);
  const view = new DataView(packet.buffer);
  const ntpS = report.wallMs / 1000 + NTP_UNIX_OFFSET_S;
  packet.set([0x80, 200, 0, 6]);
  view.setUint32(4, report.ssrc);
  view.setUint32(8, Math.floor(ntpS));
  view.setUint32(12, Math.floor((ntpS % 1) * 2 ** 32));
  view.setUint32(16, report.rtpTimestamp);
  view.setUint32(20, report.packetCount);
  view.setUint32(24, report.octetCount);
  packet.set([0x81, 202, 0, sdesBytes / 4 - 1], 28);
  view.setUint32(32, report.ssrc);
  packet.set([1, textBytes], 36);
  packet.set(CNAME, 38);
  return packet;
}

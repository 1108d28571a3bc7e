// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file RTCP compound packets (RFC 3550 §6): the sender reports in them map RTP time to the camera's wall clock. */

export type SenderReport = Readonly<{
  ssrc: number;
  /** NTP time, 32.32 fixed point, seconds since 1900. */
  ntpTime: bigint;
  rtpTimestamp: number;
}>;
export type RtcpContent = Readonly<{ senderReport: SenderReport | undefined; isGoodbye: boolean }>;

const SENDER_REPORT = 200;
const GOODBYE = 203;
const SENDER_REPORT_BYTES = 28;

/** Reads what can be read; a broken tail ends the compound packet, since nothing behind it can be found. */
export function parseRtcp(bytes: Uint8Array): RtcpContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let senderReport: SenderReport | undefined;
  let isGoodbye = false;
  let offset = 0;
  while (offset + 4 <= bytes.length && view.getUint8(offset) >> 6 === 2) {
    const type = view.getUint8(offset + 1);
    const length = (view.getUint16(offset + 2) + 1) * 4;
    if (offset + length > bytes.length) break;
    if (type === GOODBYE) isGoodbye = true;
    if (type === SENDER_REPORT && length >= SENDER_REPORT_BYTES) {
      senderReport = {
        ssrc: view.getUint32(offset + 4),
        ntpTime: view.getBigUint64(offset + 8),
        rtpTimestamp: view.getUint32(offset + 16),
      };
    }
    offset += length;
  }
  return { senderReport, isGoodbye };
}

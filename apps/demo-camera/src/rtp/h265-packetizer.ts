// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file H.265 over RTP (RFC 7798): single NAL units and fragmentation units, no DONL fields. */
import { fragmentUnit, MAX_PAYLOAD_BYTES, type RtpPayload } from "./rtp-payload.ts";

const FU = 49;

export function packetizeH265(nals: readonly Uint8Array[]): RtpPayload[] {
  return nals.flatMap((nal, n) => {
    const isLast = n === nals.length - 1;
    if (nal.length <= MAX_PAYLOAD_BYTES) return [{ bytes: nal, marker: isLast }];
    const [first = 0, second = 0] = nal;
    return fragmentUnit(nal.subarray(2), isLast, ({ isStart, isEnd }) => [
      (first & 0x81) | (FU << 1),
      second,
      (isStart ? 0x80 : 0) | (isEnd ? 0x40 : 0) | ((first >> 1) & 0x3f),
    ]);
  });
}

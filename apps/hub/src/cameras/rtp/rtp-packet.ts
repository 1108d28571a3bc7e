// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file RTP headers (RFC 3550 §5.1). The payload is a view. */

export type RtpPacket = Readonly<{
  payloadType: number;
  marker: boolean;
  sequence: number;
  timestamp: number;
  ssrc: number;
  payload: Uint8Array;
}>;

const FIXED_HEADER_BYTES = 12;

/** Undefined when the bytes are no RTP packet: one broken packet counts as lost, like any other. */
export function parseRtpPacket(bytes: Uint8Array): RtpPacket | undefined {
  if (bytes.length < FIXED_HEADER_BYTES) return undefined;
  const first = byte(bytes, 0);
  if (first >> 6 !== 2) return undefined;
  let start = FIXED_HEADER_BYTES + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (start + 4 > bytes.length) return undefined;
    start += 4 + u16(bytes, start + 2) * 4;
  }
  // The last byte counts the padding, itself included: the camera chose it.
  const padding = (first & 0x20) === 0 ? 0 : byte(bytes, bytes.length - 1);
  const end = bytes.length - padding;
  if (start > end) return undefined;
  const second = byte(bytes, 1);
  return {
    payloadType: second & 0x7f,
    marker: second >= 0x80,
    sequence: u16(bytes, 2),
    timestamp: u32(bytes, 4),
    ssrc: u32(bytes, 8),
    payload: bytes.subarray(start, end),
  };
}

function byte(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0;
}

function u16(bytes: Uint8Array, offset: number): number {
  return (byte(bytes, offset) << 8) | byte(bytes, offset + 1);
}

function u32(bytes: Uint8Array, offset: number): number {
  return u16(bytes, offset) * 0x1_0000 + u16(bytes, offset + 2);
}

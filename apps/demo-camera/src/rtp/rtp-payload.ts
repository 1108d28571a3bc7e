// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a packetizer makes: one RTP packet without its header, which differs a viewer. */

export type RtpPayload = Readonly<{ bytes: Uint8Array; /** Last packet of its frame. */ marker: boolean }>;

/** Fits an Ethernet frame, as real cameras keep to it even over TCP. */
export const MAX_PAYLOAD_BYTES = 1400;

/** Cuts what follows a fragmented unit's own header into packet-sized parts, each behind the header of its place. */
export function fragmentUnit(
  body: Uint8Array,
  isLastUnit: boolean,
  headerFor: (place: Readonly<{ isStart: boolean; isEnd: boolean }>) => readonly number[],
): RtpPayload[] {
  const payloads: RtpPayload[] = [];
  const room = MAX_PAYLOAD_BYTES - headerFor({ isStart: true, isEnd: false }).length;
  for (let offset = 0; offset < body.length; offset += room) {
    const isEnd = offset + room >= body.length;
    const header = headerFor({ isStart: offset === 0, isEnd });
    const bytes = new Uint8Array(header.length + Math.min(room, body.length - offset));
    bytes.set(header);
    bytes.set(body.subarray(offset, offset + room), header.length);
    payloads.push({ bytes, marker: isEnd && isLastUnit });
  }
  return payloads;
}

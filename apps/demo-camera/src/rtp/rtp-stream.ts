// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One viewer's RTP stream of one track: sequence numbers, source id and counters are its own.
 * Packets come out ready for the socket: RTP (RFC 3550 §5.1) in RTSP's interleaved frame (RFC 2326 §10.12).
 */
import { randomInt } from "node:crypto";
import type { RtpPayload } from "./rtp-payload.ts";
import { encodeSenderReport } from "./sender-report.ts";

const INTERLEAVED_BYTES = 4;
const RTP_HEADER_BYTES = 12;
const DOLLAR = 0x24;

export class RtpStream {
  readonly #payloadType: number;
  readonly #rtpChannel: number;
  readonly #ssrc = randomInt(1, 2 ** 32 - 1);
  readonly firstSequence = randomInt(0, 2 ** 16);
  #sequence = this.firstSequence;
  #packetCount = 0;
  #octetCount = 0;

  constructor(payloadType: number, rtpChannel: number) {
    this.#payloadType = payloadType;
    this.#rtpChannel = rtpChannel;
  }

  /** @param rtpTimestamp taken modulo 2^32. */
  wrap(payload: RtpPayload, rtpTimestamp: number): Uint8Array {
    const rtpBytes = RTP_HEADER_BYTES + payload.bytes.length;
    const packet = new Uint8Array(INTERLEAVED_BYTES + rtpBytes);
    const view = new DataView(packet.buffer);
    packet.set([DOLLAR, this.#rtpChannel]);
    view.setUint16(2, rtpBytes);
    packet.set([0x80, (payload.marker ? 0x80 : 0) | this.#payloadType], INTERLEAVED_BYTES);
    view.setUint16(6, this.#sequence);
    view.setUint32(8, rtpTimestamp);
    view.setUint32(12, this.#ssrc);
    packet.set(payload.bytes, INTERLEAVED_BYTES + RTP_HEADER_BYTES);
    this.#sequence = (this.#sequence + 1) % 2 ** 16;
    this.#packetCount += 1;
    this.#octetCount += payload.bytes.length;
    return packet;
  }

  /** A sender report on the odd channel beside the stream. */
  report(rtpTimestamp: number, wallMs: number): Uint8Array {
    const counts = { packetCount: this.#packetCount, octetCount: this.#octetCount };
    const report = encodeSenderReport({ ssrc: this.#ssrc, rtpTimestamp, wallMs, ...counts });
    const packet = new Uint8Array(INTERLEAVED_BYTES + report.length);
    packet.set([DOLLAR, this.#rtpChannel + 1, report.length >> 8, report.length & 0xff]);
    packet.set(report, INTERLEAVED_BYTES);
    return packet;
  }
}

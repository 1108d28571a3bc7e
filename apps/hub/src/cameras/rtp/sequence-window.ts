// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Puts RTP packets into sequence order and counts those that are missing. A packet in order passes at once;
 * a gap holds later ones back, for at most WINDOW packets.
 */
import type { RtpPacket } from "./rtp-packet.ts";

const WINDOW = 16;
/** A jump further than this is a sender that started anew, not loss. */
const RESTART_DISTANCE = 3_000;

/** Owns the few packets behind a gap. */
export class SequenceWindow {
  readonly #deliver: (packet: RtpPacket, lostBefore: number) => void;
  #expected: number | undefined;
  #held: RtpPacket[] = [];

  constructor(deliver: (packet: RtpPacket, lostBefore: number) => void) {
    this.#deliver = deliver;
  }

  push(packet: RtpPacket): void {
    const expected = this.#expected ?? packet.sequence;
    const ahead = distance(expected, packet.sequence);
    if (ahead === 0) {
      this.#pass(packet, 0);
      if (this.#held.length > 0) this.#passHeld();
    } else if (Math.abs(ahead) > RESTART_DISTANCE) {
      this.flush();
      this.#pass(packet, 1);
    } else if (ahead > 0) {
      this.#hold(packet, expected);
    }
    // Otherwise: a duplicate, or later than we waited. Its place was counted as lost.
  }

  /** Gives up on what is missing. */
  flush(): void {
    for (const packet of this.#held.splice(0)) this.#pass(packet, this.#missingBefore(packet));
  }

  #hold(packet: RtpPacket, expected: number): void {
    const ahead = distance(expected, packet.sequence);
    const found = this.#held.findIndex((held) => distance(expected, held.sequence) >= ahead);
    const index = found < 0 ? this.#held.length : found;
    if (this.#held[index]?.sequence === packet.sequence) return;
    // The payload is a view of the socket's buffer, which the next bytes overwrite.
    this.#held.splice(index, 0, { ...packet, payload: packet.payload.slice() });
    if (this.#held.length < WINDOW) return;
    const first = this.#held.shift();
    if (first) this.#pass(first, this.#missingBefore(first));
    this.#passHeld();
  }

  #passHeld(): void {
    for (let next = this.#held[0]; next && next.sequence === this.#expected; next = this.#held[0]) {
      this.#held.shift();
      this.#pass(next, 0);
    }
  }

  #missingBefore(packet: RtpPacket): number {
    return distance(this.#expected ?? packet.sequence, packet.sequence);
  }

  #pass(packet: RtpPacket, lostBefore: number): void {
    this.#expected = (packet.sequence + 1) & 0xffff;
    this.#deliver(packet, lostBefore);
  }
}

/** Signed steps from one 16-bit sequence number to another. */
function distance(from: number, to: number): number {
  return ((to - from + 0x8000) & 0xffff) - 0x8000;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Loss and disorder of one viewer's RTP packets, counted and so repeatable. */
import type { Misbehaviour } from "./misbehaviour.ts";

export class PacketFaults {
  readonly #misbehaviour: Misbehaviour;
  #held: Uint8Array | undefined;
  #count = 0;

  constructor(misbehaviour: Misbehaviour) {
    this.#misbehaviour = misbehaviour;
  }

  /** What really goes out when `packet` should. A held packet goes out behind its successor. */
  pass(packet: Uint8Array): readonly Uint8Array[] {
    this.#count += 1;
    const held = this.#held;
    this.#held = undefined;
    const after = held === undefined ? [] : [held];
    if (this.#isNth(this.#misbehaviour.dropEveryNthPacket)) return after;
    if (held === undefined && this.#isNth(this.#misbehaviour.swapEveryNthPacket)) {
      this.#held = packet;
      return [];
    }
    return [packet, ...after];
  }

  #isNth(n: number): boolean {
    return n > 0 && this.#count % n === 0;
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Appends bits to an array of known size. Writes whole bytes: a second of sound has 100,000 bits. */

const CHUNK_BITS = 16;

export class BitWriter {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;
  /** Fewer than 8 bits that fill no byte yet. */
  #pending = 0;
  #pendingBits = 0;

  constructor(maxBits: number) {
    this.#bytes = new Uint8Array((maxBits >> 3) + 64);
  }

  /** The low `count` bits of `value`, at most 32. */
  bits(value: number, count: number): void {
    if (count > CHUNK_BITS) {
      this.bits(value >>> CHUNK_BITS, count - CHUNK_BITS);
      this.bits(value & 0xffff, CHUNK_BITS);
      return;
    }
    this.#pending = (this.#pending << count) | (value & ((1 << count) - 1));
    this.#pendingBits += count;
    while (this.#pendingBits >= 8) {
      this.#pendingBits -= 8;
      this.#bytes[this.#length] = this.#pending >>> this.#pendingBits;
      this.#length += 1;
    }
    this.#pending &= (1 << this.#pendingBits) - 1;
  }

  /** `zeros` zero bits, then a one. */
  unary(zeros: number): void {
    let left = zeros;
    for (; left >= CHUNK_BITS; left -= CHUNK_BITS) this.bits(0, CHUNK_BITS);
    this.bits(1, left + 1);
  }

  /** Zero bits up to the next byte. */
  align(): void {
    if (this.#pendingBits > 0) this.bits(0, 8 - this.#pendingBits);
  }

  /** A view of the whole bytes so far. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }
}

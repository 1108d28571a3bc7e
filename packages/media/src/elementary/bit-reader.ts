// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A bounds-checked cursor over bits: fixed widths and Exp-Golomb codes (ITU-T H.264 §9.1). */
import { MediaError, type MediaErrorCode } from "../errors.ts";

/** Longest Exp-Golomb prefix in any syntax element that we read. A run of zeros is free for an attacker to write. */
const MAX_PREFIX_BITS = 31;

/** Reads forward only. Every read past the end throws the code given at the start. */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #code: MediaErrorCode;
  #bit = 0;

  constructor(bytes: Uint8Array, code: MediaErrorCode) {
    this.#bytes = bytes;
    this.#code = code;
  }

  get remainingBits(): number {
    return this.#bytes.length * 8 - this.#bit;
  }

  /** The next `count` bits, at most 32, as an unsigned number. */
  bits(count: number): number {
    if (count > this.remainingBits) throw new MediaError(this.#code, "cut short");
    let value = 0;
    for (let end = this.#bit + count; this.#bit < end; this.#bit += 1) {
      const byte = this.#bytes[this.#bit >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.#bit & 7))) & 1);
    }
    return value;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  skip(count: number): void {
    if (count > this.remainingBits) throw new MediaError(this.#code, "cut short");
    this.#bit += count;
  }

  /** ue(v), refused above `max`. */
  unsigned(max: number): number {
    let prefix = 0;
    while (!this.flag()) {
      prefix += 1;
      if (prefix > MAX_PREFIX_BITS) throw new MediaError(this.#code, "an Exp-Golomb code without end");
    }
    const value = 2 ** prefix - 1 + this.bits(prefix);
    if (value > max) throw new MediaError(this.#code, `${value} where at most ${max} makes sense`);
    return value;
  }

  /** se(v) */
  signed(): number {
    const code = this.unsigned(0xffff_fffe);
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A bounds-checked cursor over big-endian binary layouts. */
import { BytesError } from "./errors.ts";

/** Reads forward only. Every read past the end is `bytes.truncated`; call `end()` when done. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#advance(8));
  }

  /** A view, not a copy, of the next `length` bytes. */
  take(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** @throws bytes.trailing unless everything was read */
  end(): void {
    if (this.remaining > 0) throw new BytesError("bytes.trailing", `${this.remaining} bytes left over`);
  }

  #advance(length: number): number {
    const start = this.#offset;
    if (length < 0 || length > this.remaining) {
      throw new BytesError("bytes.truncated", `${length} bytes wanted at ${start}, ${this.remaining} left`);
    }
    this.#offset += length;
    return start;
  }
}

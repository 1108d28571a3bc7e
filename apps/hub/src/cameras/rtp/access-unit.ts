// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One picture while it arrives. Payloads are copied once, out of the socket's buffer and into the picture's, which
 * is used again for the next picture; the only allocation of a picture's size is `joinLengthPrefixed` of what is kept.
 */

/** The camera chooses how long a picture gets: these are far above any real one, and bound what it can make us hold. */
export const MAX_ACCESS_UNIT_BYTES = 8 * 1024 * 1024;
const MAX_NALS = 1_024;
const FIRST_BYTES = 64 * 1024;
/** A buffer that had to grow beyond this is given back. */
const KEPT_BYTES = 1024 * 1024;

/** Owns the bytes of the picture. Every adder answers false when the camera's bytes make no sense or no end. */
export class AccessUnit {
  #bytes = new Uint8Array(FIRST_BYTES);
  #used = 0;
  readonly #ends: number[] = [];
  #isOpen = false;

  get isEmpty(): boolean {
    return this.#used === 0;
  }

  /** A fragmented NAL unit is waiting for its end: at the end of a picture that means a truncated one. */
  get isTruncated(): boolean {
    return this.#isOpen;
  }

  /** Views of the complete NAL units, good until the next `reset`. */
  get nals(): readonly Uint8Array[] {
    return this.#ends.map((end, index) => this.#bytes.subarray(this.#ends[index - 1] ?? 0, end));
  }

  addWhole(nal: Uint8Array): boolean {
    return !this.#isOpen && nal.length > 0 && this.#append(nal) && this.#end();
  }

  /** `header` is the NAL header that the fragments leave out. */
  startFragmented(header: readonly number[], part: Uint8Array): boolean {
    if (this.#isOpen) return false;
    this.#isOpen = true;
    return this.#append(header) && this.#append(part);
  }

  continueFragmented(part: Uint8Array): boolean {
    return this.#isOpen && this.#append(part);
  }

  endFragmented(): boolean {
    if (!this.#isOpen) return false;
    this.#isOpen = false;
    return this.#end();
  }

  reset(): void {
    this.#used = 0;
    this.#ends.length = 0;
    this.#isOpen = false;
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = new Uint8Array(FIRST_BYTES);
  }

  #append(bytes: ArrayLike<number>): boolean {
    const used = this.#used + bytes.length;
    if (used > MAX_ACCESS_UNIT_BYTES) return false;
    if (used > this.#bytes.length) this.#grow(used);
    this.#bytes.set(bytes, this.#used);
    this.#used = used;
    return true;
  }

  #grow(neededBytes: number): void {
    const grown = new Uint8Array(Math.max(neededBytes, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = grown;
  }

  #end(): boolean {
    this.#ends.push(this.#used);
    return this.#ends.length <= MAX_NALS;
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Randomness that a seed repeats: one seed, one sequence of inputs, on any machine. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export class FuzzRandom {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** A whole number from 0 up to, and without, `end`; 0 when there is none. */
  below(end: number): number {
    return end <= 1 ? 0 : uniformInt(this.#generator, 0, end - 1);
  }

  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  /** Undefined for an empty list. */
  pickOf<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)];
  }

  /** A place between 0 and `length`, both included. */
  place(length: number): number {
    return this.below(length + 1);
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}

/** A number of its own for each target, so that running one alone repeats what it did among the others. */
export function seedFor(seed: number, name: string): number {
  let hash = seed | 0;
  for (const letter of name) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  return hash;
}

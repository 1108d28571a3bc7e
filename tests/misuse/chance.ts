// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Draws that are the same in every run of one seed. */
import { seededRandom } from "@nightlatch/testkit";

export class Chance {
  readonly #random: (lengthBytes: number) => Uint8Array;

  constructor(seed: string) {
    this.#random = seededRandom(seed);
  }

  /** 0 to below 1. */
  share(): number {
    const bytes = this.#random(4);
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) / 2 ** 32;
  }

  is(probability: number): boolean {
    return this.share() < probability;
  }

  /** 0 to limit - 1. */
  below(limit: number): number {
    return Math.floor(this.share() * limit);
  }

  /** Whole numbers around a mean, by Knuth's way to a Poisson distribution. */
  around(mean: number): number {
    const end = Math.exp(-mean);
    let count = 0;
    for (let product = this.share(); product > end; product *= this.share()) count += 1;
    return count;
  }
}

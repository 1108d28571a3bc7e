// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Where randomness comes from. Code takes a RandomSource as an argument; tests pass a seeded one. */

/** Returns `lengthBytes` fresh unpredictable bytes (at most 65,536 a call). */
export type RandomSource = (lengthBytes: number) => Uint8Array<ArrayBuffer>;

/** The operating system's generator: the only real source. No stock: a copied memory must not draw alike. */
export const systemRandom: RandomSource = (lengthBytes) => crypto.getRandomValues(new Uint8Array(lengthBytes));

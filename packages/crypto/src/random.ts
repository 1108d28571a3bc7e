// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Where randomness comes from. Code takes a RandomSource as an argument; tests pass a seeded one. */

/** Returns `lengthBytes` fresh unpredictable bytes (at most 65,536 a call). */
export type RandomSource = (lengthBytes: number) => Uint8Array<ArrayBuffer>;

/**
 * A hub draws a nonce for each frame, and asking the system for 12 bytes costs as much as hashing a frame. So nonces
 * and ids come out of a stock, each byte once: it is wiped as it is handed out. Keys never lie in stock: they are
 * longer, and come straight from the system.
 */
const STOCK_BYTES = 4096;
const SMALL_BYTES = 16;
const stock = new Uint8Array(STOCK_BYTES);
let used = STOCK_BYTES;

/** The operating system's generator: the only real source. */
export const systemRandom: RandomSource = (lengthBytes) => {
  if (lengthBytes > SMALL_BYTES) return crypto.getRandomValues(new Uint8Array(lengthBytes));
  if (used + lengthBytes > STOCK_BYTES) {
    crypto.getRandomValues(stock);
    used = 0;
  }
  const drawn = stock.slice(used, used + lengthBytes);
  stock.fill(0, used, used + lengthBytes);
  used += lengthBytes;
  return drawn;
};

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Parameter sets that no receiver should trust (H.264 §7.3.2.1.1). Well formed, so that only the sizes are wrong. */

const BASELINE_PROFILE = 66;
const LEVEL_5_1 = 51;
/** 65,520 pixels. One macroblock more would need emulation prevention bytes. */
const MACROBLOCKS = 4095;

/** An SPS that makes a trusting decoder allocate 6 GB a picture. */
export function enormousPictureSps(): Uint8Array {
  const bits: number[] = [];
  // seq_parameter_set_id, log2_max_frame_num_minus4, pic_order_cnt_type 2, max_num_ref_frames
  for (const value of [0, 0, 2, 1]) writeExpGolomb(bits, value);
  bits.push(0);
  writeExpGolomb(bits, MACROBLOCKS - 1);
  writeExpGolomb(bits, MACROBLOCKS - 1);
  // frame_mbs_only, direct_8x8, no cropping, no VUI, stop bit
  bits.push(1, 1, 0, 0, 1);
  return Uint8Array.from([0x67, BASELINE_PROFILE, 0xc0, LEVEL_5_1, ...packBits(bits)]);
}

/** An honest SPS with a tail of 60,000 bytes. */
export function enormousBytesSps(honest: Uint8Array): Uint8Array {
  const sps = new Uint8Array(60_000).fill(0xaa);
  sps.set(honest);
  return sps;
}

function writeExpGolomb(bits: number[], value: number): void {
  const digits = (value + 1).toString(2);
  for (let n = 1; n < digits.length; n += 1) bits.push(0);
  for (const digit of digits) bits.push(digit === "1" ? 1 : 0);
}

function packBits(bits: readonly number[]): number[] {
  const bytes: number[] = [];
  bits.forEach((bit, n) => {
    bytes[n >> 3] = (bytes[n >> 3] ?? 0) | (bit << (7 - (n & 7)));
  });
  return bytes;
}

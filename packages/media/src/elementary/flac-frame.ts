// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One FLAC frame of mono 16-bit sound (RFC 9639 §9): fixed predictors and Rice codes, no search. */
import { MediaError } from "../errors.ts";
import { BitWriter } from "./bit-writer.ts";
import { writeSubframe } from "./flac-subframe.ts";
import { crc16, crc8 } from "./flac-crc.ts";

export const FLAC_BITS_PER_SAMPLE = 16;
export const MIN_FLAC_BLOCK = 16;
/** The largest of the streamable subset at these sample rates (RFC 9639 §7). */
export const MAX_FLAC_BLOCK = 4608;

const SYNC_VARIABLE_BLOCKS = 0xfff9;
const BLOCK_SIZE_BEHIND_HEADER = 0b0111;
const SAMPLE_RATE_IN_STREAMINFO = 0;
const MONO = 0;
const SIXTEEN_BITS = 0b100;
const RAW_BITS = 2 * FLAC_BITS_PER_SAMPLE;

/** `zeroBits` low bits must be 0 in every sample. @throws media.bad_audio_frame outside 16 to 4608 samples */
export function encodeFlacFrame(samples: Int16Array, firstSample: number, zeroBits: number): Uint8Array<ArrayBuffer> {
  if (samples.length < MIN_FLAC_BLOCK || samples.length > MAX_FLAC_BLOCK) {
    throw new MediaError("media.bad_audio_frame", `${samples.length} samples in a frame`);
  }
  const writer = new BitWriter(samples.length * RAW_BITS);
  writer.bits(SYNC_VARIABLE_BLOCKS, 16);
  writer.bits(BLOCK_SIZE_BEHIND_HEADER, 4);
  writer.bits(SAMPLE_RATE_IN_STREAMINFO, 4);
  writer.bits(MONO, 4);
  writer.bits(SIXTEEN_BITS, 3);
  writer.bits(0, 1);
  writeCodedNumber(writer, firstSample);
  writer.bits(samples.length - 1, 16);
  writer.bits(crc8(writer.written()), 8);
  writeSubframe(writer, samples, zeroBits);
  writer.align();
  writer.bits(crc16(writer.written()), 16);
  return writer.written().slice();
}

/** Samples in a frame, read from its header (§9.1). @throws media.bad_audio_frame */
export function flacFrameSamples(frame: Uint8Array): number {
  const blockSizeCode = (frame[2] ?? 0) >> 4;
  // UTF-8's rule: the leading ones of the first byte count the bytes.
  const ones = Math.clz32(~((frame[4] ?? 0) << 24));
  const behind = 4 + Math.max(1, ones);
  const first = frame[behind];
  const second = frame[behind + 1];
  if (frame[0] === 0xff && ((frame[1] ?? 0) & 0xfe) === 0xf8 && first !== undefined && second !== undefined) {
    if (blockSizeCode === 1) return 192;
    if (blockSizeCode >= 2 && blockSizeCode <= 5) return 576 << (blockSizeCode - 2);
    if (blockSizeCode === 6) return first + 1;
    if (blockSizeCode === 7) return ((first << 8) | second) + 1;
    if (blockSizeCode >= 8) return 256 << (blockSizeCode - 8);
  }
  throw new MediaError("media.bad_audio_frame", "not a FLAC frame");
}

/** UTF-8's scheme, extended to 36 bits (§9.1.5). */
function writeCodedNumber(writer: BitWriter, value: number): void {
  if (value < 0x80) {
    writer.bits(value, 8);
    return;
  }
  let more = 1;
  while (value >= 2 ** (5 * more + 6) && more < 6) more += 1;
  const lead = (0xff << (7 - more)) & 0xff;
  writer.bits(lead | Math.floor(value / 64 ** more), 8);
  for (let i = more - 1; i >= 0; i -= 1) writer.bits(0x80 | (Math.floor(value / 64 ** i) % 64), 8);
}

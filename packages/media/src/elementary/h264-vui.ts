// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The video usability information of H.264 (§E.1.1): read past, for the one field that a player needs. */
import type { BitReader } from "./bit-reader.ts";
import { badParameterSets } from "./parameter-set-error.ts";

const EXTENDED_ASPECT_RATIO = 255;
const MAX_FRAMES = 16;
const MAX_CODE = 0xffff_fffe;

/** max_num_reorder_frames, or undefined when the stream does not tell. @throws media.bad_parameter_sets */
export function skipVuiToReorderFrames(reader: BitReader): number | undefined {
  if (reader.flag() && reader.bits(8) === EXTENDED_ASPECT_RATIO) reader.skip(32);
  if (reader.flag()) reader.skip(1); // overscan_appropriate_flag
  if (reader.flag()) skipVideoSignal(reader);
  if (reader.flag()) skipCodes(reader, 2); // chroma_sample_loc_type_*
  if (reader.flag()) reader.skip(65); // num_units_in_tick, time_scale, fixed_frame_rate_flag
  const hasNalTiming = reader.flag();
  if (hasNalTiming) skipHrd(reader);
  const hasVclTiming = reader.flag();
  if (hasVclTiming) skipHrd(reader);
  if (hasNalTiming || hasVclTiming) reader.skip(1); // low_delay_hrd_flag
  reader.skip(1); // pic_struct_present_flag
  if (!reader.flag()) return undefined;
  reader.skip(1); // motion_vectors_over_pic_boundaries_flag
  skipCodes(reader, 4); // max_bytes_per_pic_denom … log2_max_mv_length_vertical
  const reorderFrames = reader.unsigned(MAX_FRAMES);
  if (reader.unsigned(MAX_FRAMES) < reorderFrames) throw badParameterSets("more frames to reorder than it may hold");
  return reorderFrames;
}

function skipVideoSignal(reader: BitReader): void {
  reader.skip(4); // video_format, video_full_range_flag
  if (reader.flag()) reader.skip(24); // colour_primaries, transfer_characteristics, matrix_coefficients
}

function skipHrd(reader: BitReader): void {
  const buffers = reader.unsigned(31) + 1;
  reader.skip(8); // bit_rate_scale, cpb_size_scale
  for (let i = 0; i < buffers; i += 1) {
    skipCodes(reader, 2); // bit_rate_value_minus1, cpb_size_value_minus1
    reader.skip(1); // cbr_flag
  }
  reader.skip(20); // delay lengths
}

function skipCodes(reader: BitReader, count: number): void {
  for (let i = 0; i < count; i += 1) reader.unsigned(MAX_CODE);
}

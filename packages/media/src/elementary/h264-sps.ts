// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The sequence parameter set of H.264 (ITU-T H.264 §7.3.2.1.1), as far as a player must know it. */
import { BitReader } from "./bit-reader.ts";
import { h264ReorderDepth } from "./h264-reorder-depth.ts";
import { skipVuiToReorderFrames } from "./h264-vui.ts";
import { unescapeNal } from "./nal-units.ts";
import { assertPictureSize, badParameterSets, MAX_SIDE_PIXELS } from "./parameter-set-error.ts";

export type H264Sps = Readonly<{
  id: number;
  profile: number;
  constraints: number;
  level: number;
  chromaFormat: number;
  bitDepthLuma: number;
  bitDepthChroma: number;
  width: number;
  height: number;
  reorderDepth: number;
}>;

const SPS = 7;
const MACROBLOCK_PIXELS = 16;
const MAX_SIDE_BLOCKS = MAX_SIDE_PIXELS / MACROBLOCK_PIXELS;
const PROFILES_WITH_CHROMA: ReadonlySet<number> = new Set([
  100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135,
]);

/** @throws media.bad_parameter_sets */
export function parseH264Sps(nal: Uint8Array): H264Sps {
  if (((nal[0] ?? 0) & 0x9f) !== SPS) throw badParameterSets("not an H.264 sequence parameter set");
  const reader = new BitReader(unescapeNal(nal.subarray(1)), "media.bad_parameter_sets");
  const [profile, constraints, level] = [reader.bits(8), reader.bits(8), reader.bits(8)];
  const id = reader.unsigned(31);
  const format = readFormat(reader, profile);
  reader.unsigned(12); // log2_max_frame_num_minus4
  const orderType = readPictureOrder(reader);
  const referenceFrames = reader.unsigned(16);
  reader.skip(1); // gaps_in_frame_num_value_allowed_flag
  const widthInBlocks = reader.unsigned(MAX_SIDE_BLOCKS - 1) + 1;
  const heightInUnits = reader.unsigned(MAX_SIDE_BLOCKS - 1) + 1;
  const isProgressive = reader.flag();
  if (!isProgressive) reader.skip(1); // mb_adaptive_frame_field_flag
  reader.skip(1); // direct_8x8_inference_flag
  const heightInBlocks = isProgressive ? heightInUnits : heightInUnits * 2;
  const crop = readCrop(reader, format.chromaArrayType, isProgressive);
  const width = widthInBlocks * MACROBLOCK_PIXELS - crop.x;
  const height = heightInBlocks * MACROBLOCK_PIXELS - crop.y;
  assertPictureSize(width, height);
  const announced = reader.flag() ? skipVuiToReorderFrames(reader) : undefined;
  if (reader.remainingBits === 0) throw badParameterSets("the sequence parameter set has no stop bit");
  const blocks = widthInBlocks * heightInBlocks;
  const reorderDepth =
    announced ?? h264ReorderDepth({ profile, constraints, level, orderType, referenceFrames, blocks });
  const { chromaFormat, bitDepthLuma, bitDepthChroma } = format;
  return { id, profile, constraints, level, chromaFormat, bitDepthLuma, bitDepthChroma, width, height, reorderDepth };
}

export function hasChromaFields(profile: number): boolean {
  return PROFILES_WITH_CHROMA.has(profile);
}

type Format = Readonly<{ chromaFormat: number; chromaArrayType: number; bitDepthLuma: number; bitDepthChroma: number }>;

function readFormat(reader: BitReader, profile: number): Format {
  if (!hasChromaFields(profile)) return { chromaFormat: 1, chromaArrayType: 1, bitDepthLuma: 8, bitDepthChroma: 8 };
  const chromaFormat = reader.unsigned(3);
  const isSeparate = chromaFormat === 3 && reader.flag();
  const bitDepthLuma = reader.unsigned(6) + 8;
  const bitDepthChroma = reader.unsigned(6) + 8;
  reader.skip(1); // qpprime_y_zero_transform_bypass_flag
  if (reader.flag()) {
    const lists = chromaFormat === 3 ? 12 : 8;
    for (let list = 0; list < lists; list += 1) if (reader.flag()) skipScalingList(reader, list < 6 ? 16 : 64);
  }
  return { chromaFormat, chromaArrayType: isSeparate ? 0 : chromaFormat, bitDepthLuma, bitDepthChroma };
}

function skipScalingList(reader: BitReader, size: number): void {
  let last = 8;
  for (let i = 0; i < size; i += 1) {
    const next = (last + reader.signed() + 256) % 256;
    if (next === 0) return;
    last = next;
  }
}

function readPictureOrder(reader: BitReader): number {
  const type = reader.unsigned(2);
  if (type === 0) reader.unsigned(12); // log2_max_pic_order_cnt_lsb_minus4
  if (type === 1) {
    reader.skip(1); // delta_pic_order_always_zero_flag
    reader.signed(); // offset_for_non_ref_pic
    reader.signed(); // offset_for_top_to_bottom_field
    for (let left = reader.unsigned(255); left > 0; left -= 1) reader.signed();
  }
  return type;
}

function readCrop(reader: BitReader, chromaArrayType: number, isProgressive: boolean): { x: number; y: number } {
  if (!reader.flag()) return { x: 0, y: 0 };
  const unitX = chromaArrayType === 1 || chromaArrayType === 2 ? 2 : 1;
  const unitY = (chromaArrayType === 1 ? 2 : 1) * (isProgressive ? 1 : 2);
  const edge = (): number => reader.unsigned(MAX_SIDE_PIXELS);
  const x = (edge() + edge()) * unitX;
  return { x, y: (edge() + edge()) * unitY };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The sequence parameter set of H.265 (ITU-T H.265 §7.3.2.2), as far as a player must know it. */
import { BitReader } from "./bit-reader.ts";
import { unescapeNal } from "./nal-units.ts";
import { assertPictureSize, badParameterSets, MAX_SIDE_PIXELS } from "./parameter-set-error.ts";

export type H265Sps = Readonly<{
  /** The 12 bytes of general profile, tier, compatibility, constraints and level, as hvcC repeats them. */
  profileTierLevel: Uint8Array;
  temporalLayers: number;
  isTemporalIdNested: boolean;
  chromaFormat: number;
  bitDepthLuma: number;
  bitDepthChroma: number;
  width: number;
  height: number;
  reorderDepth: number;
}>;

const SPS = 33;
const MAX_FRAMES = 16;
const MAX_CODE = 0xffff_fffe;
const PROFILE_TIER_LEVEL_BYTES = 12;

/** @throws media.bad_parameter_sets */
export function parseH265Sps(nal: Uint8Array): H265Sps {
  if (((nal[0] ?? 0) & 0xfe) !== SPS << 1) throw badParameterSets("not an H.265 sequence parameter set");
  const reader = new BitReader(unescapeNal(nal.subarray(2)), "media.bad_parameter_sets");
  reader.skip(4); // sps_video_parameter_set_id
  const lastSubLayer = reader.bits(3);
  if (lastSubLayer > 6) throw badParameterSets("more than seven temporal layers");
  const isTemporalIdNested = reader.flag();
  const profileTierLevel = Uint8Array.from({ length: PROFILE_TIER_LEVEL_BYTES }, () => reader.bits(8));
  skipSubLayers(reader, lastSubLayer);
  reader.unsigned(15); // sps_seq_parameter_set_id
  const chromaFormat = reader.unsigned(3);
  const isSeparate = chromaFormat === 3 && reader.flag();
  const size = readSize(reader, isSeparate ? 0 : chromaFormat);
  const bitDepthLuma = reader.unsigned(8) + 8;
  const bitDepthChroma = reader.unsigned(8) + 8;
  reader.unsigned(12); // log2_max_pic_order_cnt_lsb_minus4
  const reorderDepth = readReorderDepth(reader, lastSubLayer);
  const layers = { temporalLayers: lastSubLayer + 1, isTemporalIdNested };
  return { profileTierLevel, ...layers, chromaFormat, bitDepthLuma, bitDepthChroma, ...size, reorderDepth };
}

function skipSubLayers(reader: BitReader, count: number): void {
  if (count === 0) return;
  const present = Array.from({ length: 8 }, () => ({ profile: reader.flag(), level: reader.flag() }));
  for (const { profile, level } of present.slice(0, count)) reader.skip((profile ? 88 : 0) + (level ? 8 : 0));
}

function readSize(reader: BitReader, chromaArrayType: number): { width: number; height: number } {
  const codedWidth = reader.unsigned(MAX_SIDE_PIXELS);
  const codedHeight = reader.unsigned(MAX_SIDE_PIXELS);
  const unitX = chromaArrayType === 1 || chromaArrayType === 2 ? 2 : 1;
  const unitY = chromaArrayType === 1 ? 2 : 1;
  const edges = reader.flag() ? Array.from({ length: 4 }, () => reader.unsigned(MAX_SIDE_PIXELS)) : [];
  const [left = 0, right = 0, top = 0, bottom = 0] = edges;
  const width = codedWidth - (left + right) * unitX;
  const height = codedHeight - (top + bottom) * unitY;
  assertPictureSize(width, height);
  return { width, height };
}

/** sps_max_num_reorder_pics of the highest temporal layer. */
function readReorderDepth(reader: BitReader, lastSubLayer: number): number {
  const layers = reader.flag() ? lastSubLayer + 1 : 1;
  let reorderDepth = 0;
  for (let layer = 0; layer < layers; layer += 1) {
    const maxBuffered = reader.unsigned(MAX_FRAMES);
    reorderDepth = reader.unsigned(maxBuffered);
    reader.unsigned(MAX_CODE); // sps_max_latency_increase_plus1
  }
  return reorderDepth;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file How many frames an H.264 decoder may have to hold back when the stream does not say (§E.2.1,
 * max_num_reorder_frames absent). Most cameras neither say nor reorder.
 */

export type H264StreamFacts = Readonly<{
  profile: number;
  constraints: number;
  level: number;
  orderType: number;
  referenceFrames: number;
  /** Macroblocks in a frame. */
  blocks: number;
}>;

const BASELINE = 66;
const INTRA_CAPABLE: ReadonlySet<number> = new Set([44, 86, 100, 110, 122, 244]);
const CONSTRAINT_SET_3 = 0x10;
/** Table A-1: MaxDpbMbs, from the level on that is named. */
const DPB_BLOCKS: readonly (readonly [fromLevel: number, blocks: number])[] = [
  [60, 696_320],
  [51, 184_320],
  [50, 110_400],
  [42, 34_816],
  [40, 32_768],
  [32, 20_480],
  [31, 18_000],
  [22, 8_100],
  [21, 4_752],
  [12, 2_376],
  [11, 900],
  [0, 396],
];

export function h264ReorderDepth(facts: H264StreamFacts): number {
  // Type 2 means output order is decoding order (§8.2.1.3); Baseline has no B slices.
  if (facts.orderType === 2 || facts.profile === BASELINE) return 0;
  if ((facts.constraints & CONSTRAINT_SET_3) !== 0 && INTRA_CAPABLE.has(facts.profile)) return 0;
  // A frame between two others needs both as references.
  if (facts.referenceFrames < 2) return 0;
  const dpbBlocks = DPB_BLOCKS.find(([fromLevel]) => facts.level >= fromLevel)?.[1] ?? 0;
  // Less than §E.2.1 allows, which is all that fits: an encoder holds back frames that others refer to.
  return Math.min(facts.referenceFrames, Math.floor(dpbBlocks / facts.blocks));
}

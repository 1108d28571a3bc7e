// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Parameter sets that real encoders wrote: x264 (High), x264 (Main, without B-frame limit), x265 (Main). */
import { decodeHex } from "@nightlatch/bytes";

export const H264_SPS: readonly Uint8Array[] = [
  "6764001eacd940a02ff97011000003000100000300320f162d96",
  "674d401f965281806f4d418181900000030010000003014840",
  "67640016acb201405ff2e0220000030002000003003d1e2c5c90",
].map(decodeHex);
export const H264_PPS: readonly Uint8Array[] = ["68ebe3cb22c0", "68e9093520", "68ebc3cb22c0"].map(decodeHex);
export const H265_VPS = decodeHex("40010c01ffff01600000030090000003000003003f959809");
export const H265_SPS = decodeHex(
  "42010101600000030090000003000003003fa005120171c9265959a4932bc05a020000030002000003003210",
);
export const H265_PPS = decodeHex("4401c172b46240");

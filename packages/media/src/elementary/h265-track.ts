// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file H.265 parameter sets to a track, through hvcC (ISO/IEC 14496-15 §8.3.3.1), and back. */
import { ByteReader, BytesError, concatBytes } from "@nightlatch/bytes";
import { parseH265Sps, type H265Sps } from "./h265-sps.ts";
import { lengthAndSet, uniqueSets, type StoredParameterSets } from "./parameter-set-list.ts";
import { badParameterSets } from "./parameter-set-error.ts";
import type { VideoTrack } from "./track.ts";

const VPS = 32;
const SPS = 33;
const PPS = 34;
const SET_TYPES = [VPS, SPS, PPS] as const;
const MAX_SETS_OF_A_TYPE = 64;
const ARRAY_IS_COMPLETE = 0x80;

/** Parameter set NAL units in any order; others are refused. @throws media.bad_parameter_sets */
export function h265Track(parameterSets: readonly Uint8Array[]): VideoTrack {
  const sets = uniqueSets(parameterSets);
  const byType = SET_TYPES.map((type) => ({ type, nals: sets.filter((nal) => h265NalType(nal) === type) }));
  const isPlausible = byType.every(({ nals }) => nals.length > 0 && nals.length <= MAX_SETS_OF_A_TYPE);
  const known = byType.reduce((sum, { nals }) => sum + nals.length, 0);
  const [sps] = sets.filter((nal) => h265NalType(nal) === SPS).map(parseH265Sps);
  if (sps === undefined || !isPlausible || known < sets.length) {
    throw badParameterSets("a picture needs H.265 video, sequence and picture parameter sets, and nothing else");
  }
  return {
    kind: "video",
    codec: "h265",
    codecString: codecString(sps.profileTierLevel),
    width: sps.width,
    height: sps.height,
    decoderConfig: encodeHevcConfig(sps, byType),
    reorderDepth: sps.reorderDepth,
    timescale: 90000,
  };
}

export function h265NalType(nal: Uint8Array): number {
  return ((nal[0] ?? 0) >> 1) & 0x3f;
}

/** @throws media.bad_parameter_sets */
export function readHevcConfig(hvcC: Uint8Array): StoredParameterSets {
  try {
    return decodeHevcConfig(hvcC);
  } catch (error) {
    if (error instanceof BytesError) throw badParameterSets("the hvcC is cut short");
    throw error;
  }
}

/** ISO/IEC 14496-15 §E.3: profile, compatibility bits in reverse, tier and level, constraint bytes. */
function codecString(profileTierLevel: Uint8Array): string {
  const reader = new ByteReader(profileTierLevel);
  const first = reader.u8();
  const space = ["", "A", "B", "C"][first >> 6] ?? "";
  const compatibility = reverseBits(reader.u32()).toString(16);
  const constraints = [...reader.take(6)];
  while (constraints.at(-1) === 0) constraints.pop();
  const tier = (first & 0x20) === 0 ? "L" : "H";
  const level = `${tier}${reader.u8()}`;
  return [
    "hvc1",
    `${space}${first & 0x1f}`,
    compatibility,
    level,
    ...constraints.map((byte) => byte.toString(16)),
  ].join(".");
}

function reverseBits(value: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit += 1) reversed = reversed * 2 + ((value >>> bit) & 1);
  return reversed;
}

type SetsOfAType = Readonly<{ type: number; nals: readonly Uint8Array[] }>;

function encodeHevcConfig(sps: H265Sps, byType: readonly SetsOfAType[]): Uint8Array {
  const nested = sps.isTemporalIdNested ? 4 : 0;
  return concatBytes(
    Uint8Array.of(1),
    sps.profileTierLevel,
    Uint8Array.of(
      0xf0,
      0,
      0xfc,
      0xfc | sps.chromaFormat,
      0xf8 | (sps.bitDepthLuma - 8),
      0xf8 | (sps.bitDepthChroma - 8),
    ),
    Uint8Array.of(0, 0, (sps.temporalLayers << 3) | nested | 3, byType.length),
    ...byType.flatMap(({ type, nals }) => [
      Uint8Array.of(ARRAY_IS_COMPLETE | type, 0, nals.length),
      ...nals.flatMap(lengthAndSet),
    ]),
  );
}

function decodeHevcConfig(hvcC: Uint8Array): StoredParameterSets {
  const reader = new ByteReader(hvcC);
  // Early muxers wrote version 0 with the same layout.
  if (reader.u8() > 1) throw badParameterSets("an hvcC of an unknown version");
  reader.take(20); // profile … frame rate: the sets themselves say
  const lengthBytes = (reader.u8() & 3) + 1;
  if (lengthBytes === 3) throw badParameterSets("NAL lengths of three bytes");
  const parameterSets: Uint8Array[] = [];
  for (let arrays = reader.u8(); arrays > 0; arrays -= 1) {
    const type = reader.u8() & 0x3f;
    for (let left = reader.u16(); left > 0; left -= 1) {
      const nal = reader.take(reader.u16());
      // Other types are SEI messages, which decoders do without.
      if (type >= VPS && type <= PPS) parameterSets.push(nal);
    }
  }
  return { lengthBytes: lengthBytes as 1 | 2 | 4, parameterSets };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file H.264 parameter sets to a track, through avcC (ISO/IEC 14496-15 §5.3.3.1), and back. */
import { ByteReader, BytesError, concatBytes } from "@nightlatch/bytes";
import { BitReader } from "./bit-reader.ts";
import { hasChromaFields, parseH264Sps, type H264Sps } from "./h264-sps.ts";
import { unescapeNal } from "./nal-units.ts";
import { lengthAndSet, uniqueSets, type StoredParameterSets } from "./parameter-set-list.ts";
import { badParameterSets } from "./parameter-set-error.ts";
import type { VideoTrack } from "./track.ts";

const SPS = 7;
const PPS = 8;
const MAX_SPS = 31;
const MAX_PPS = 255;
/** Only these of the profiles with chroma fields repeat them in avcC. */
const AVCC_CHROMA_PROFILES: ReadonlySet<number> = new Set([100, 110, 122, 144]);

/** Parameter set NAL units in any order; others are refused. @throws media.bad_parameter_sets */
export function h264Track(parameterSets: readonly Uint8Array[]): VideoTrack {
  const sets = uniqueSets(parameterSets);
  const spsNals = sets.filter((nal) => h264NalType(nal) === SPS);
  const ppsNals = sets.filter((nal) => h264NalType(nal) === PPS);
  const [sps] = spsNals.map(parseH264Sps);
  if (sps === undefined || ppsNals.length === 0 || spsNals.length + ppsNals.length < sets.length) {
    throw badParameterSets("a picture needs H.264 sequence and picture parameter sets, and nothing else");
  }
  if (spsNals.length > MAX_SPS || ppsNals.length > MAX_PPS) throw badParameterSets("too many parameter sets");
  for (const pps of ppsNals) assertPps(pps);
  return {
    kind: "video",
    codec: "h264",
    codecString: `avc1.${[sps.profile, sps.constraints, sps.level].map(hexByte).join("")}`,
    width: sps.width,
    height: sps.height,
    decoderConfig: encodeAvcConfig(sps, spsNals, ppsNals),
    reorderDepth: sps.reorderDepth,
    timescale: 90000,
  };
}

export function h264NalType(nal: Uint8Array): number {
  return (nal[0] ?? 0) & 0x1f;
}

/** @throws media.bad_parameter_sets */
export function readAvcConfig(avcC: Uint8Array): StoredParameterSets {
  try {
    return decodeAvcConfig(avcC);
  } catch (error) {
    if (error instanceof BytesError) throw badParameterSets("the avcC is cut short");
    throw error;
  }
}

function assertPps(nal: Uint8Array): void {
  const reader = new BitReader(unescapeNal(nal.subarray(1)), "media.bad_parameter_sets");
  reader.unsigned(255); // pic_parameter_set_id
  reader.unsigned(31); // seq_parameter_set_id
}

function encodeAvcConfig(sps: H264Sps, spsNals: readonly Uint8Array[], ppsNals: readonly Uint8Array[]): Uint8Array {
  const { profile, constraints, level } = sps;
  const chroma = [0xfc | sps.chromaFormat, 0xf8 | (sps.bitDepthLuma - 8), 0xf8 | (sps.bitDepthChroma - 8), 0];
  const hasChroma = hasChromaFields(profile) && AVCC_CHROMA_PROFILES.has(profile);
  return concatBytes(
    Uint8Array.of(1, profile, constraints, level, 0xff, 0xe0 | spsNals.length),
    ...spsNals.flatMap(lengthAndSet),
    Uint8Array.of(ppsNals.length),
    ...ppsNals.flatMap(lengthAndSet),
    Uint8Array.from(hasChroma ? chroma : []),
  );
}

function decodeAvcConfig(avcC: Uint8Array): StoredParameterSets {
  const reader = new ByteReader(avcC);
  if (reader.u8() !== 1) throw badParameterSets("an avcC of an unknown version");
  reader.take(3); // profile, constraints, level: the sets themselves say
  const lengthBytes = (reader.u8() & 3) + 1;
  if (lengthBytes === 3) throw badParameterSets("NAL lengths of three bytes");
  const parameterSets: Uint8Array[] = [];
  for (const mask of [0x1f, 0xff]) {
    for (let left = reader.u8() & mask; left > 0; left -= 1) parameterSets.push(reader.take(reader.u16()));
  }
  return { lengthBytes: lengthBytes as 1 | 2 | 4, parameterSets };
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, "0");
}

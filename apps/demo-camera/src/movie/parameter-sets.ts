// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Parameter sets out of avcC (ISO/IEC 14496-15 §5.3.3.1) and hvcC (§8.3.3.1). */
import { DemoCameraError } from "../errors.ts";

export type VideoConfig = Readonly<{
  codec: "h264" | "h265";
  lengthSize: number;
  parameterSets: readonly Uint8Array[];
}>;

const H264_SPS = 7;
const H264_PPS = 8;
const H265_VPS = 32;
const H265_PPS = 34;

/** @throws demo_camera.unreadable_movie */
export function readAvcConfig(avcC: Uint8Array): VideoConfig {
  const parameterSets: Uint8Array[] = [];
  let offset = 5;
  for (const countMask of [0x1f, 0xff]) {
    const count = byteAt(avcC, offset) & countMask;
    offset += 1;
    for (let n = 0; n < count; n += 1) offset = readSet(avcC, offset, parameterSets);
  }
  return { codec: "h264", lengthSize: (byteAt(avcC, 4) & 3) + 1, parameterSets };
}

/** @throws demo_camera.unreadable_movie */
export function readHevcConfig(hvcC: Uint8Array): VideoConfig {
  const parameterSets: Uint8Array[] = [];
  const arrays = byteAt(hvcC, 22);
  let offset = 23;
  for (let array = 0; array < arrays; array += 1) {
    const type = byteAt(hvcC, offset) & 0x3f;
    const count = byteAt(hvcC, offset + 1) * 256 + byteAt(hvcC, offset + 2);
    offset += 3;
    const kept = type >= H265_VPS && type <= H265_PPS ? parameterSets : [];
    for (let n = 0; n < count; n += 1) offset = readSet(hvcC, offset, kept);
  }
  return { codec: "h265", lengthSize: (byteAt(hvcC, 21) & 3) + 1, parameterSets };
}

/** True for the NAL units that `parameterSets` already holds. */
export function isParameterSet(codec: VideoConfig["codec"], nal: Uint8Array): boolean {
  const first = nal[0] ?? 0;
  if (codec === "h264") return (first & 0x1f) === H264_SPS || (first & 0x1f) === H264_PPS;
  const type = (first >> 1) & 0x3f;
  return type >= H265_VPS && type <= H265_PPS;
}

function readSet(config: Uint8Array, offset: number, into: Uint8Array[]): number {
  const end = offset + 2 + byteAt(config, offset) * 256 + byteAt(config, offset + 1);
  if (end > config.length) throw cutShort();
  into.push(config.subarray(offset + 2, end));
  return end;
}

function byteAt(config: Uint8Array, offset: number): number {
  const byte = config[offset];
  if (byte === undefined) throw cutShort();
  return byte;
}

function cutShort(): DemoCameraError {
  return new DemoCameraError("demo_camera.unreadable_movie", "the decoder configuration is cut short");
}

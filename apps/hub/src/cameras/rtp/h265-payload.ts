// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file H.265 in RTP (RFC 7798): single NAL units, AP and FU, without decoding order numbers (TCP needs none). */
import type { AccessUnit } from "./access-unit.ts";
import type { NalRole, ParameterKind, VideoPayload } from "./video-payload.ts";

const AGGREGATE = 48;
const FRAGMENT = 49;
const RASL_N = 8;
const RASL_R = 9;
const PARAMETERS: ReadonlyMap<number, ParameterKind> = new Map([
  [32, "vps"],
  [33, "sps"],
  [34, "pps"],
]);

export const h265Payload: VideoPayload = {
  addTo(unit, payload) {
    if (payload.length < 3) return false;
    const type = typeOf(payload);
    if (type === FRAGMENT) return addFragment(unit, payload);
    if (type === AGGREGATE) return addAggregate(unit, payload);
    return type < AGGREGATE && unit.addWhole(payload);
  },
  roleOf: (nal) => roleOfType(typeOf(nal)),
  startsPicture: (nal) => ((nal[2] ?? 0) & 0x80) !== 0,
  isLeading: (nal) => [RASL_N, RASL_R].includes(typeOf(nal)),
  parameterKind: (nal) => PARAMETERS.get(typeOf(nal)) ?? "pps",
};

function typeOf(nal: Uint8Array): number {
  return ((nal[0] ?? 0) >> 1) & 0x3f;
}

function roleOfType(type: number): NalRole {
  if (type <= 9) return "slice";
  if (type >= 16 && type <= 21) return "keyframe-slice";
  if (PARAMETERS.has(type)) return "parameters";
  return type === 39 || type === 40 ? "kept" : "ignored";
}

function addAggregate(unit: AccessUnit, payload: Uint8Array): boolean {
  let offset = 2;
  while (offset + 2 <= payload.length) {
    const start = offset + 2;
    const end = start + (((payload[offset] ?? 0) << 8) | (payload[offset + 1] ?? 0));
    // The camera chose the length: past the packet it would be a truncated NAL unit.
    if (end > payload.length || !unit.addWhole(payload.subarray(start, end))) return false;
    offset = end;
  }
  return offset === payload.length;
}

function addFragment(unit: AccessUnit, payload: Uint8Array): boolean {
  if (payload.length < 4) return false;
  const fuHeader = payload[2] ?? 0;
  const part = payload.subarray(3);
  const isStart = (fuHeader & 0x80) !== 0;
  const header = [((payload[0] ?? 0) & 0x81) | ((fuHeader & 0x3f) << 1), payload[1] ?? 0];
  const isTaken = isStart ? unit.startFragmented(header, part) : unit.continueFragmented(part);
  return isTaken && ((fuHeader & 0x40) === 0 || unit.endFragmented());
}

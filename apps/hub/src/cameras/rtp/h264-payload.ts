// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file H.264 in RTP (RFC 6184): single NAL units, STAP-A and FU-A, and what each NAL unit type is to a picture. */
import type { AccessUnit } from "./access-unit.ts";
import type { NalRole, VideoPayload } from "./video-payload.ts";

const STAP_A = 24;
const FU_A = 28;
const SPS = 7;
const PPS = 8;
const ROLES: ReadonlyMap<number, NalRole> = new Map([
  [1, "slice"],
  [5, "keyframe-slice"],
  [6, "kept"],
  [SPS, "parameters"],
  [PPS, "parameters"],
]);

export const h264Payload: VideoPayload = {
  addTo(unit, payload) {
    const type = typeOf(payload);
    if (type === FU_A) return addFragment(unit, payload);
    if (type === STAP_A) return addAggregate(unit, payload);
    return type >= 1 && type <= 23 && unit.addWhole(payload);
  },
  roleOf: (nal) => ROLES.get(typeOf(nal)) ?? "ignored",
  // first_mb_in_slice is 0 exactly when its Exp-Golomb code starts with a one.
  startsPicture: (nal) => ((nal[1] ?? 0) & 0x80) !== 0,
  isLeading: () => false,
  parameterKind: (nal) => (typeOf(nal) === SPS ? "sps" : "pps"),
};

function typeOf(nal: Uint8Array): number {
  return (nal[0] ?? 0) & 0x1f;
}

function addAggregate(unit: AccessUnit, payload: Uint8Array): boolean {
  let offset = 1;
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
  if (payload.length < 3) return false;
  const indicator = payload[0] ?? 0;
  const fuHeader = payload[1] ?? 0;
  const part = payload.subarray(2);
  const isStart = (fuHeader & 0x80) !== 0;
  const isTaken = isStart
    ? unit.startFragmented([(indicator & 0xe0) | (fuHeader & 0x1f)], part)
    : unit.continueFragmented(part);
  return isTaken && ((fuHeader & 0x40) === 0 || unit.endFragmented());
}

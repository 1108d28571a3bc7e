// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the receiver must know about a video codec's RTP payload. One object a codec. */
import type { AccessUnit } from "./access-unit.ts";

export type NalRole = "slice" | "keyframe-slice" | "parameters" | "kept" | "ignored";
export type ParameterKind = "vps" | "sps" | "pps";

export type VideoPayload = Readonly<{
  /** Takes one packet's NAL units or fragment; false when it is malformed. */
  addTo(unit: AccessUnit, payload: Uint8Array): boolean;
  roleOf(nal: Uint8Array): NalRole;
  /** True for the first slice of a picture. */
  startsPicture(slice: Uint8Array): boolean;
  /** True for a picture that may refer to ones before the keyframe it follows: useless when reception starts there. */
  isLeading(slice: Uint8Array): boolean;
  parameterKind(nal: Uint8Array): ParameterKind;
}>;

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a member of the support asks a household for, in a case (protocol §16.3). The household's device shows
 * exactly this before it signs, and may give less.
 */
import { encodeCbor } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import type { Hash } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../../errors.ts";
import { countCodePoints } from "../code-points.ts";
import { idFromBytes, type CameraId, type CaseId, type OperatorId } from "../identifiers.ts";
import { decodeBounded, MapFields } from "../map-fields.ts";
import { PROTOCOL_VERSION } from "../protocol-version.ts";
import { readMinutes } from "./acceptance.ts";
import { GRANT_KINDS, PURPOSES, type GrantKind, type Purpose } from "./purposes.ts";
import type { RosterState } from "./roster-state.ts";
import { verifyStatement, type StatementKind } from "./staff-signed.ts";
import type { StaffId } from "./staff.ts";

export const REQUEST_CONTEXT = "request";
export const MAX_REQUEST_BYTES = 4 * 1024;
export const MAX_REQUEST_WORDS = 500;
/** No answer by then is a no. */
export const REQUEST_LASTS_MS = 12 * 60 * 60 * 1000;

export type AccessRequest = Readonly<{
  operator: OperatorId;
  case: CaseId;
  staff: StaffId;
  kind: GrantKind;
  /** Absent: whichever the household thinks is meant. */
  camera?: CameraId;
  /** The stretch of time that is asked for; 0 and 0 for a live camera. */
  fromMs: number;
  toMs: number;
  purpose: Purpose;
  words: string;
  minutes: number;
  atMs: number;
}>;

/** How a grant, and an answer, name it. */
export function accessRequestHash(signed: Uint8Array): Hash {
  return labelledHash("request", signed);
}

export function encodeAccessRequest(request: AccessRequest): Uint8Array {
  const { operator, staff, kind, camera, fromMs, toMs, purpose, words, minutes, atMs } = request;
  return encodeCbor({
    v: PROTOCOL_VERSION,
    operator,
    case: request.case,
    staff,
    kind,
    camera: camera ?? new Uint8Array(0),
    fromMs,
    toMs,
    purpose,
    words,
    minutes,
    atMs,
  });
}

/** @throws protocol.malformed | bad_version | too_large */
export function decodeAccessRequest(bytes: Uint8Array): AccessRequest {
  const keys = ["v", "operator", "case", "staff", "kind", "camera", "fromMs", "toMs", "purpose", "words"];
  const value = decodeBounded(bytes, MAX_REQUEST_BYTES, "request");
  const fields = new MapFields(value, [...keys, "minutes", "atMs"], "request");
  fields.version();
  const kind = fields.word("kind", GRANT_KINDS);
  const [fromMs, toMs] = [fields.uint("fromMs"), fields.uint("toMs")];
  const isStretch = kind === "live" ? fromMs === 0 && toMs === 0 : fromMs < toMs;
  if (!isStretch) throw new ProtocolError("protocol.malformed", "a request for clips names a stretch of time");
  const camera = fields.bytes("camera");
  return {
    operator: fields.id<OperatorId>("operator"),
    case: fields.id<CaseId>("case"),
    staff: fields.id<StaffId>("staff"),
    kind,
    ...(camera.length === 0 ? {} : { camera: idFromBytes<CameraId>(camera) }),
    fromMs,
    toMs,
    purpose: fields.word("purpose", PURPOSES),
    words: readWords(fields),
    minutes: readMinutes(fields, kind),
    atMs: fields.uint("atMs"),
  };
}

/** @throws those of verifyStatement */
export function verifyAccessRequest(signed: Uint8Array, roster: RosterState): AccessRequest {
  return verifyStatement(signed, KIND, roster);
}

function readWords(fields: MapFields): string {
  const words = fields.text("words");
  if (countCodePoints(words) <= MAX_REQUEST_WORDS) return words;
  throw new ProtocolError("protocol.too_large", `a request has at most ${MAX_REQUEST_WORDS} characters of words`);
}

const KIND: StatementKind<AccessRequest> = {
  what: "request",
  context: REQUEST_CONTEXT,
  maxBytes: MAX_REQUEST_BYTES,
  role: "support",
  decode: decodeAccessRequest,
};

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The three entries by which a household lets the operator's staff see something (protocol §17). Twins. */
import type { CborValue } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import { decodeDeviceKeys, encodeDeviceKeys, type DevicePublicKeys } from "./device-keys.ts";
import { idFromBytes, type CameraId, type ClipId, type OperatorId } from "./identifiers.ts";
import { MapFields } from "./map-fields.ts";
import { PURPOSES, type GrantKind, type Purpose } from "./operator/purposes.ts";
import { MAX_GRANT_CLIPS } from "./size-limits.ts";

export type GrantedClipName = Readonly<{ camera: CameraId; clip: ClipId; header: Hash }>;

export type GrantBody = Readonly<{
  type: "grant";
  operator: OperatorId;
  /** Head of the roster in which the household found the staff. */
  roster: Hash;
  staff: DevicePublicKeys;
  /** Hash of the request that the staff signed. */
  request: Hash;
  purpose: Purpose;
  /** Some clips and no camera, or no clips and a camera. */
  clips: readonly GrantedClipName[];
  camera?: CameraId;
  sound: boolean;
  untilMs: number;
}>;
/** The grant is named by the head behind the entry that made it. */
export type RevokeBody = Readonly<{ type: "revoke"; grant: Hash }>;
/** Which clips' keys were sealed to the staff; the boxes travel beside the entry. */
export type ReleaseBody = Readonly<{
  type: "release";
  grant: Hash;
  /** Hash of the staff's signed acceptance. */
  acceptance: Hash;
  keys: readonly Readonly<{ clip: ClipId; hash: Hash }>[];
}>;

export function grantKind({ camera }: Pick<GrantBody, "camera">): GrantKind {
  return camera === undefined ? "clips" : "live";
}

export function encodeGrant(body: GrantBody): CborValue {
  const { operator, roster, staff, request, purpose, clips, camera, sound, untilMs } = body;
  return {
    operator,
    roster,
    staff: encodeDeviceKeys(staff),
    request,
    purpose,
    clips: clips.map((clip) => ({ camera: clip.camera, clip: clip.clip, header: clip.header })),
    camera: camera ?? new Uint8Array(0),
    sound,
    untilMs,
  };
}

/** @throws protocol.malformed | protocol.too_large */
export function decodeGrant(value: CborValue): GrantBody {
  const keys = ["operator", "roster", "staff", "request", "purpose", "clips", "camera", "sound", "untilMs"];
  const fields = new MapFields(value, keys, "grant");
  const body = {
    type: "grant",
    operator: fields.id<OperatorId>("operator"),
    roster: fields.bytes("roster", HASH_BYTES) as Hash,
    staff: decodeDeviceKeys(fields.value("staff")),
    request: fields.bytes("request", HASH_BYTES) as Hash,
    purpose: fields.word("purpose", PURPOSES),
    clips: fields.list("clips", MAX_GRANT_CLIPS, decodeClipName),
    sound: fields.bool("sound"),
    untilMs: fields.uint("untilMs"),
  } as const;
  const camera = fields.bytes("camera");
  if ((camera.length === 0) === (body.clips.length === 0)) {
    throw new ProtocolError("protocol.malformed", "a grant is for some clips or for one camera");
  }
  return camera.length === 0 ? body : { ...body, camera: idFromBytes<CameraId>(camera) };
}

export function encodeRevoke({ grant }: RevokeBody): CborValue {
  return { grant };
}

/** @throws protocol.malformed */
export function decodeRevoke(value: CborValue): RevokeBody {
  return { type: "revoke", grant: new MapFields(value, ["grant"], "revoke").bytes("grant", HASH_BYTES) as Hash };
}

export function encodeReleaseBody({ grant, acceptance, keys }: ReleaseBody): CborValue {
  return { grant, acceptance, keys: keys.map(({ clip, hash }) => ({ clip, hash })) };
}

/** @throws protocol.malformed | protocol.too_large */
export function decodeReleaseBody(value: CborValue): ReleaseBody {
  const fields = new MapFields(value, ["grant", "acceptance", "keys"], "release");
  const keys = fields.list("keys", MAX_GRANT_CLIPS, decodeReleasedKey);
  if (keys.length === 0) throw new ProtocolError("protocol.malformed", "a release names a key");
  return {
    type: "release",
    grant: fields.bytes("grant", HASH_BYTES) as Hash,
    acceptance: fields.bytes("acceptance", HASH_BYTES) as Hash,
    keys,
  };
}

function decodeClipName(value: CborValue): GrantedClipName {
  const fields = new MapFields(value, ["camera", "clip", "header"], "granted clip");
  return {
    camera: fields.id<CameraId>("camera"),
    clip: fields.id<ClipId>("clip"),
    header: fields.bytes("header", HASH_BYTES) as Hash,
  };
}

function decodeReleasedKey(value: CborValue): ReleaseBody["keys"][number] {
  const fields = new MapFields(value, ["clip", "hash"], "released key");
  return { clip: fields.id<ClipId>("clip"), hash: fields.bytes("hash", HASH_BYTES) as Hash };
}

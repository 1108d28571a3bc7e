// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a clip is: who recorded which camera, under which epoch, from when (protocol §6.1). */
import { encodeCbor } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import type { BootId, CameraId, ClipId, DeviceId, GroupId, LaneId } from "./identifiers.ts";
import { decodeBounded, MapFields } from "./map-fields.ts";
import { PROTOCOL_VERSION } from "./protocol-version.ts";

export type ClipHeader = Readonly<{
  lane: LaneId;
  group: GroupId;
  camera: CameraId;
  clip: ClipId;
  /** Hash of the public epoch key that the clip's key is sealed to. */
  epoch: Hash;
  /** The last ledger entry that the hub had seen. */
  seq: number;
  hub: DeviceId;
  /** Random at each start of the hub: two runs from one disk image are told apart. */
  boot: BootId;
  /** Wall clock of the first frame, Unix milliseconds. */
  startMs: number;
  /** Commitment to the clip's key: one ciphertext cannot be made to open under two keys. */
  commit: Hash;
}>;

const MAX_HEADER_BYTES = 1024;
const KEYS = ["v", "lane", "group", "camera", "clip", "epoch", "seq", "hub", "boot", "startMs", "commit"];

/** The context of every fragment of the clip. */
export function clipHeaderHash(headerBytes: Uint8Array): Hash {
  return labelledHash("clip-header", headerBytes);
}

export function encodeClipHeader(header: ClipHeader): Uint8Array {
  return encodeCbor({
    v: PROTOCOL_VERSION,
    lane: header.lane,
    group: header.group,
    camera: header.camera,
    clip: header.clip,
    epoch: header.epoch,
    seq: header.seq,
    hub: header.hub,
    boot: header.boot,
    startMs: header.startMs,
    commit: header.commit,
  });
}

/** @throws protocol.malformed | protocol.bad_version | protocol.too_large */
export function decodeClipHeader(bytes: Uint8Array): ClipHeader {
  const fields = new MapFields(decodeBounded(bytes, MAX_HEADER_BYTES, "clip header"), KEYS, "clip header");
  fields.version();
  return {
    lane: fields.id<LaneId>("lane"),
    group: fields.id<GroupId>("group"),
    camera: fields.id<CameraId>("camera"),
    clip: fields.id<ClipId>("clip"),
    epoch: fields.bytes("epoch", HASH_BYTES) as Hash,
    seq: fields.uint("seq"),
    hub: fields.id<DeviceId>("hub"),
    boot: fields.id<BootId>("boot"),
    startMs: fields.uint("startMs"),
    commit: fields.bytes("commit", HASH_BYTES) as Hash,
  };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The hub's word that a picture is live (protocol §9): it signs the viewer's own fresh nonce together with
 * the fragment it is sending now. A replayed stream cannot have it.
 */
import { encodeCbor } from "@nightlatch/bytes";
import { equalBytes } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { verifySignature } from "@nightlatch/crypto/signature";
import { ProtocolError } from "../errors.ts";
import type { CameraId, ClipId, DeviceId, LaneId } from "./identifiers.ts";
import { activeDevice, type LedgerState } from "./ledger-state.ts";
import { decodeBounded, MapFields, readBytes } from "./map-fields.ts";
import { PROTOCOL_VERSION } from "./protocol-version.ts";
import { decodeSigned } from "./signed-bytes.ts";
import { MAX_BEACON_BYTES } from "./size-limits.ts";

export const BEACON_CONTEXT = "beacon";
export const VIEWER_NONCE_BYTES = 16;
export const MAX_VIEWER_NONCES = 256;

export type Beacon = Readonly<{
  lane: LaneId;
  hub: DeviceId;
  camera: CameraId;
  /** One nonce for each viewer there is now. */
  nonces: readonly Uint8Array[];
  clip: ClipId;
  /** Hash of the clip's header. */
  header: Hash;
  /** The newest fragment sent. */
  sequence: number;
  /** When that fragment was captured, and when this was signed: Unix milliseconds of the hub. */
  captureMs: number;
  atMs: number;
}>;

export function encodeBeacon(beacon: Beacon): Uint8Array {
  return encodeCbor({
    v: PROTOCOL_VERSION,
    lane: beacon.lane,
    hub: beacon.hub,
    camera: beacon.camera,
    nonces: beacon.nonces,
    clip: beacon.clip,
    header: beacon.header,
    sequence: beacon.sequence,
    captureMs: beacon.captureMs,
    atMs: beacon.atMs,
  });
}

/**
 * A beacon that an active hub of this household signed for this viewer's nonce.
 * @throws protocol.malformed | wrong_household | unknown_device | not_allowed | bad_signature
 */
export function verifyBeacon(signedBeacon: Uint8Array, state: LedgerState, nonce: Uint8Array): Beacon {
  const { bytes, signature } = decodeSigned(signedBeacon, MAX_BEACON_BYTES, "signed beacon");
  const beacon = decodeBeacon(bytes);
  if (!equalBytes(beacon.lane, state.lane)) {
    throw new ProtocolError("protocol.wrong_household", "the beacon belongs to another household");
  }
  const hub = activeDevice(state, beacon.hub);
  if (hub === undefined) throw new ProtocolError("protocol.unknown_device", "no such hub in this household");
  if (hub.role !== "hub") throw new ProtocolError("protocol.not_allowed", "only a hub signs beacons");
  if (!verifySignature(hub.keys.ledger, BEACON_CONTEXT, bytes, signature)) {
    throw new ProtocolError("protocol.bad_signature", "the hub did not sign this beacon");
  }
  if (!beacon.nonces.some((own) => equalBytes(own, nonce))) {
    throw new ProtocolError("protocol.not_allowed", "the beacon was not made for this viewer");
  }
  return beacon;
}

function decodeBeacon(bytes: Uint8Array): Beacon {
  const keys = ["v", "lane", "hub", "camera", "nonces", "clip", "header", "sequence", "captureMs", "atMs"];
  const fields = new MapFields(decodeBounded(bytes, MAX_BEACON_BYTES, "beacon"), keys, "beacon");
  fields.version();
  return {
    lane: fields.id<LaneId>("lane"),
    hub: fields.id<DeviceId>("hub"),
    camera: fields.id<CameraId>("camera"),
    nonces: fields.list("nonces", MAX_VIEWER_NONCES, (item, what) => readBytes(item, what, VIEWER_NONCE_BYTES)),
    clip: fields.id<ClipId>("clip"),
    header: fields.bytes("header", HASH_BYTES) as Hash,
    sequence: fields.uint("sequence"),
    captureMs: fields.uint("captureMs"),
    atMs: fields.uint("atMs"),
  };
}

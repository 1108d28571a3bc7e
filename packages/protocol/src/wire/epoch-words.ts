// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file How entries speak of epochs: a public key, and the hash of each seed that was sealed for it. The boxes
 * themselves travel beside the entry (protocol §4.3, §5). Twins.
 */
import type { CborValue } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash, type HpkePublicKey } from "@nightlatch/crypto/keys";
import type { DeviceId, GroupId } from "./identifiers.ts";
import { MapFields } from "./map-fields.ts";
import { MAX_DEVICES } from "./size-limits.ts";

/** The hash of a seed sealed to one device, in an entry that names the group. */
export type BoxFor = Readonly<{ device: DeviceId; hash: Hash }>;
/** The hash of a group's seed, in an entry that names the device. */
export type BoxOf = Readonly<{ group: GroupId; epoch: number; hash: Hash }>;
/** Epoch 0 of a new group. */
export type FirstEpoch = Readonly<{ group: GroupId; pk: HpkePublicKey; boxes: readonly BoxFor[] }>;
export type Rotation = Readonly<{
  group: GroupId;
  epoch: number;
  pk: HpkePublicKey;
  boxes: readonly BoxFor[];
  /** The seed of the epoch before, sealed under a key from this epoch's seed: nonce ‖ ciphertext, 60 bytes. */
  chain: Uint8Array;
}>;

export const CHAIN_BYTES = 60;

export function encodeFirstEpoch({ group, pk, boxes }: FirstEpoch): CborValue {
  return { group, pk, boxes: boxes.map(encodeBoxFor) };
}

/** @throws protocol.malformed */
export function decodeFirstEpoch(value: CborValue): FirstEpoch {
  const fields = new MapFields(value, ["group", "pk", "boxes"], "first epoch");
  return {
    group: fields.id<GroupId>("group"),
    pk: fields.hpkeKey("pk"),
    boxes: fields.list("boxes", MAX_DEVICES, decodeBoxFor),
  };
}

export function encodeRotation({ group, epoch, pk, boxes, chain }: Rotation): CborValue {
  return { group, epoch, pk, boxes: boxes.map(encodeBoxFor), chain };
}

/** @throws protocol.malformed */
export function decodeRotation(value: CborValue): Rotation {
  const fields = new MapFields(value, ["group", "epoch", "pk", "boxes", "chain"], "rotation");
  return {
    group: fields.id<GroupId>("group"),
    epoch: fields.uint("epoch"),
    pk: fields.hpkeKey("pk"),
    boxes: fields.list("boxes", MAX_DEVICES, decodeBoxFor),
    chain: fields.bytes("chain", CHAIN_BYTES),
  };
}

export function encodeBoxOf({ group, epoch, hash }: BoxOf): CborValue {
  return { group, epoch, hash };
}

/** @throws protocol.malformed */
export function decodeBoxOf(value: CborValue): BoxOf {
  const fields = new MapFields(value, ["group", "epoch", "hash"], "box");
  return {
    group: fields.id<GroupId>("group"),
    epoch: fields.uint("epoch"),
    hash: fields.bytes("hash", HASH_BYTES) as Hash,
  };
}

function encodeBoxFor({ device, hash }: BoxFor): CborValue {
  return { device, hash };
}

function decodeBoxFor(value: CborValue): BoxFor {
  const fields = new MapFields(value, ["device", "hash"], "box");
  return { device: fields.id<DeviceId>("device"), hash: fields.bytes("hash", HASH_BYTES) as Hash };
}

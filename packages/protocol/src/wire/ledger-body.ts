// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a ledger entry does: create, add, or rotate (which also removes). Twins, in the order of protocol §4. */
import type { CborValue } from "@nightlatch/bytes";
import { HASH_BYTES, HPKE_PUBLIC_KEY_BYTES, type Hash, type HpkePublicKey } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import { decodeDeviceKeys, encodeDeviceKeys, ROLES, type DevicePublicKeys, type Role } from "./device-keys.ts";
import { idFromBytes, type DeviceId, type GroupId } from "./identifiers.ts";
import { MapFields, readBytes } from "./map-fields.ts";
import { MAX_DEVICES, MAX_GROUPS } from "./size-limits.ts";

/** A new device with its role. */
export type NewDevice = Readonly<{ keys: DevicePublicKeys; role: Role }>;
/** The hash of a seed sealed to one device. The box itself travels beside the entry. */
export type BoxFor = Readonly<{ device: DeviceId; hash: Hash }>;
export type FirstEpoch = Readonly<{ group: GroupId; pk: HpkePublicKey; boxes: readonly BoxFor[] }>;
export type BoxOf = Readonly<{ group: GroupId; epoch: number; hash: Hash }>;
export type Rotation = Readonly<{
  group: GroupId;
  epoch: number;
  pk: HpkePublicKey;
  boxes: readonly BoxFor[];
  /** The seed of the epoch before, sealed under a key from this epoch's seed: nonce ‖ ciphertext, 60 bytes. */
  chain: Uint8Array;
}>;

export type CreateBody = Readonly<{
  type: "create";
  device: NewDevice;
  groups: readonly FirstEpoch[];
  /** Log policy in tlog-policy form; empty until there is a log. */
  policy: string;
}>;
export type AddBody = Readonly<{
  type: "add";
  device: NewDevice;
  groups: readonly GroupId[];
  boxes: readonly BoxOf[];
}>;
export type RotateBody = Readonly<{
  type: "rotate";
  remove: readonly DeviceId[];
  rotations: readonly Rotation[];
}>;
export type EntryBody = CreateBody | AddBody | RotateBody;

export const CHAIN_BYTES = 60;
const MAX_POLICY_CHARACTERS = 8192;

export function encodeBody(body: EntryBody): CborValue {
  switch (body.type) {
    case "create":
      return { device: encodeNewDevice(body.device), groups: body.groups.map(encodeFirstEpoch), policy: body.policy };
    case "add":
      return { device: encodeNewDevice(body.device), groups: body.groups, boxes: body.boxes.map(encodeBoxOf) };
    case "rotate":
      return { remove: body.remove, rotations: body.rotations.map(encodeRotation) };
  }
}

/** @throws protocol.malformed for an unknown type or shape */
export function decodeBody(type: string, value: CborValue): EntryBody {
  switch (type) {
    case "create":
      return decodeCreate(value);
    case "add":
      return decodeAdd(value);
    case "rotate":
      return decodeRotate(value);
    default:
      throw new ProtocolError("protocol.malformed", "an unknown type of ledger entry");
  }
}

function decodeCreate(value: CborValue): CreateBody {
  const fields = new MapFields(value, ["device", "groups", "policy"], "create");
  const policy = fields.text("policy");
  if (policy.length > MAX_POLICY_CHARACTERS) throw new ProtocolError("protocol.too_large", "the policy is too long");
  return {
    type: "create",
    device: decodeNewDevice(fields.value("device")),
    groups: fields.list("groups", MAX_GROUPS, decodeFirstEpoch),
    policy,
  };
}

function decodeAdd(value: CborValue): AddBody {
  const fields = new MapFields(value, ["device", "groups", "boxes"], "add");
  return {
    type: "add",
    device: decodeNewDevice(fields.value("device")),
    groups: fields.list("groups", MAX_GROUPS, (item, what) => idFromBytes<GroupId>(readBytes(item, what))),
    boxes: fields.list("boxes", MAX_GROUPS, decodeBoxOf),
  };
}

function decodeRotate(value: CborValue): RotateBody {
  const fields = new MapFields(value, ["remove", "rotations"], "rotate");
  return {
    type: "rotate",
    remove: fields.list("remove", MAX_DEVICES, (item, what) => idFromBytes<DeviceId>(readBytes(item, what))),
    rotations: fields.list("rotations", MAX_GROUPS, decodeRotation),
  };
}

function encodeNewDevice(device: NewDevice): CborValue {
  return { keys: encodeDeviceKeys(device.keys), role: device.role };
}

function decodeNewDevice(value: CborValue): NewDevice {
  const fields = new MapFields(value, ["keys", "role"], "device");
  return { keys: decodeDeviceKeys(fields.value("keys")), role: fields.word("role", ROLES) };
}

function encodeFirstEpoch(epoch: FirstEpoch): CborValue {
  return { group: epoch.group, pk: epoch.pk, boxes: epoch.boxes.map(encodeBoxFor) };
}

function decodeFirstEpoch(value: CborValue): FirstEpoch {
  const fields = new MapFields(value, ["group", "pk", "boxes"], "first epoch");
  return {
    group: fields.id<GroupId>("group"),
    pk: fields.bytes("pk", HPKE_PUBLIC_KEY_BYTES) as HpkePublicKey,
    boxes: fields.list("boxes", MAX_DEVICES, decodeBoxFor),
  };
}

function encodeBoxFor(box: BoxFor): CborValue {
  return { device: box.device, hash: box.hash };
}

function decodeBoxFor(value: CborValue): BoxFor {
  const fields = new MapFields(value, ["device", "hash"], "box");
  return { device: fields.id<DeviceId>("device"), hash: fields.bytes("hash", HASH_BYTES) as Hash };
}

function encodeBoxOf(box: BoxOf): CborValue {
  return { group: box.group, epoch: box.epoch, hash: box.hash };
}

function decodeBoxOf(value: CborValue): BoxOf {
  const fields = new MapFields(value, ["group", "epoch", "hash"], "box");
  return {
    group: fields.id<GroupId>("group"),
    epoch: fields.uint("epoch"),
    hash: fields.bytes("hash", HASH_BYTES) as Hash,
  };
}

function encodeRotation(rotation: Rotation): CborValue {
  const { group, epoch, pk, chain } = rotation;
  return { group, epoch, pk, boxes: rotation.boxes.map(encodeBoxFor), chain };
}

function decodeRotation(value: CborValue): Rotation {
  const fields = new MapFields(value, ["group", "epoch", "pk", "boxes", "chain"], "rotation");
  return {
    group: fields.id<GroupId>("group"),
    epoch: fields.uint("epoch"),
    pk: fields.bytes("pk", HPKE_PUBLIC_KEY_BYTES) as HpkePublicKey,
    boxes: fields.list("boxes", MAX_DEVICES, decodeBoxFor),
    chain: fields.bytes("chain", CHAIN_BYTES),
  };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a ledger entry does, one type a kind. Twins, in the order of protocol §4.3. */
import { encodeUtf8, type CborValue } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash, type VerifyKey } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import {
  decodeDeviceKeys,
  encodeDeviceKeys,
  readVerifyKey,
  readVerifyKeyOrNone,
  readWitnessKey,
  ROLES,
  type DevicePublicKeys,
  type Role,
} from "./device-keys.ts";
import {
  decodeBoxOf,
  decodeFirstEpoch,
  decodeRotation,
  encodeBoxOf,
  encodeFirstEpoch,
  encodeRotation,
  type BoxOf,
  type FirstEpoch,
  type Rotation,
} from "./epoch-words.ts";
import {
  decodeGrant,
  decodeReleaseBody,
  decodeRevoke,
  encodeGrant,
  encodeReleaseBody,
  encodeRevoke,
  type GrantBody,
  type ReleaseBody,
  type RevokeBody,
} from "./grant-body.ts";
import type { CameraId, DeviceId, GroupId } from "./identifiers.ts";
import { MapFields } from "./map-fields.ts";
import { MAX_DEVICES, MAX_GROUPS, MAX_GUEST_CAMERAS, MAX_POLICY_BYTES } from "./size-limits.ts";

/** A new device with its role. Only a hub has a witness key: it cosigns the public log (protocol §13.3). */
export type NewDevice = Readonly<{ keys: DevicePublicKeys; role: Role; witness?: VerifyKey }>;

export type CreateBody = Readonly<{
  type: "create";
  device: NewDevice;
  /** The first two are the lane group and the people group. */
  groups: readonly FirstEpoch[];
  laneKey: VerifyKey;
  /** A tlog-policy; empty while the household's server has no log. */
  policy: string;
  joint: boolean;
}>;
export type AddBody = Readonly<{
  type: "add";
  device: NewDevice;
  groups: readonly GroupId[];
  boxes: readonly BoxOf[];
  /** What a guest may watch, and until when; empty and 0 for every other role. */
  cameras: readonly CameraId[];
  untilMs: number;
}>;
export type ChangeBody = Readonly<{
  type: "change";
  device: DeviceId;
  role: Role;
  /** All that it reads afterwards; boxes only for what is new. */
  groups: readonly GroupId[];
  boxes: readonly BoxOf[];
}>;
export type Withdrawal = Readonly<{ device: DeviceId; groups: readonly GroupId[] }>;
export type RotateBody = Readonly<{
  type: "rotate";
  remove: readonly DeviceId[];
  withdraw: readonly Withdrawal[];
  rotations: readonly Rotation[];
  /** Present exactly when the lane group gets an epoch. */
  laneKey?: VerifyKey;
}>;
export type GroupBody = Readonly<{ type: "group"; group: FirstEpoch }>;
export type LeaveBody = Readonly<{ type: "leave" }>;
export type RulesBody = Readonly<{ type: "rules"; policy: string; joint: boolean }>;
/** The proposal is named by the head of the entry that made it. */
export type ConfirmBody = Readonly<{ type: "confirm"; proposal: Hash }>;
export type CancelBody = Readonly<{ type: "cancel"; proposal: Hash }>;

/** What may have to wait as a proposal before it counts. */
export type ActBody = AddBody | ChangeBody | RotateBody | GroupBody | RulesBody | GrantBody;
export type EntryBody = CreateBody | ActBody | LeaveBody | ConfirmBody | CancelBody | RevokeBody | ReleaseBody;

export function encodeBody(body: EntryBody): CborValue {
  switch (body.type) {
    case "create": {
      const { laneKey, policy, joint } = body;
      return {
        device: encodeNewDevice(body.device),
        groups: body.groups.map(encodeFirstEpoch),
        laneKey,
        policy,
        joint,
      };
    }
    case "add": {
      const { groups, cameras, untilMs } = body;
      return { device: encodeNewDevice(body.device), groups, boxes: body.boxes.map(encodeBoxOf), cameras, untilMs };
    }
    case "change": {
      const { device, role, groups } = body;
      return { device, role, groups, boxes: body.boxes.map(encodeBoxOf) };
    }
    case "rotate": {
      const withdraw = body.withdraw.map(({ device, groups }) => ({ device, groups }));
      const rotations = body.rotations.map(encodeRotation);
      return { remove: body.remove, withdraw, rotations, laneKey: body.laneKey ?? new Uint8Array(0) };
    }
    case "group":
      return { group: encodeFirstEpoch(body.group) };
    case "leave":
      return {};
    case "rules":
      return { policy: body.policy, joint: body.joint };
    case "confirm":
    case "cancel":
      return { proposal: body.proposal };
    case "grant":
      return encodeGrant(body);
    case "revoke":
      return encodeRevoke(body);
    case "release":
      return encodeReleaseBody(body);
  }
}

/** @throws protocol.malformed for an unknown type or shape | protocol.too_large */
export function decodeBody(type: string, value: CborValue): EntryBody {
  switch (type) {
    case "create":
      return decodeCreate(value);
    case "add":
      return decodeAdd(value);
    case "change":
      return decodeChange(value);
    case "rotate":
      return decodeRotate(value);
    case "group":
      return { type, group: decodeFirstEpoch(new MapFields(value, ["group"], type).value("group")) };
    case "leave":
      new MapFields(value, [], type);
      return { type };
    case "rules": {
      const fields = new MapFields(value, ["policy", "joint"], type);
      return { type, policy: readPolicy(fields), joint: fields.bool("joint") };
    }
    case "confirm":
    case "cancel":
      return { type, proposal: new MapFields(value, ["proposal"], type).bytes("proposal", HASH_BYTES) as Hash };
    case "grant":
      return decodeGrant(value);
    case "revoke":
      return decodeRevoke(value);
    case "release":
      return decodeReleaseBody(value);
    default:
      throw new ProtocolError("protocol.malformed", "an unknown type of ledger entry");
  }
}

function decodeCreate(value: CborValue): CreateBody {
  const fields = new MapFields(value, ["device", "groups", "laneKey", "policy", "joint"], "create");
  return {
    type: "create",
    device: decodeNewDevice(fields.value("device")),
    groups: fields.list("groups", MAX_GROUPS, decodeFirstEpoch),
    laneKey: readVerifyKey(fields, "laneKey"),
    policy: readPolicy(fields),
    joint: fields.bool("joint"),
  };
}

function decodeAdd(value: CborValue): AddBody {
  const fields = new MapFields(value, ["device", "groups", "boxes", "cameras", "untilMs"], "add");
  return {
    type: "add",
    device: decodeNewDevice(fields.value("device")),
    groups: fields.ids<GroupId>("groups", MAX_GROUPS),
    boxes: fields.list("boxes", MAX_GROUPS, decodeBoxOf),
    cameras: fields.ids<CameraId>("cameras", MAX_GUEST_CAMERAS),
    untilMs: fields.uint("untilMs"),
  };
}

function decodeChange(value: CborValue): ChangeBody {
  const fields = new MapFields(value, ["device", "role", "groups", "boxes"], "change");
  return {
    type: "change",
    device: fields.id<DeviceId>("device"),
    role: fields.word("role", ROLES),
    groups: fields.ids<GroupId>("groups", MAX_GROUPS),
    boxes: fields.list("boxes", MAX_GROUPS, decodeBoxOf),
  };
}

function decodeRotate(value: CborValue): RotateBody {
  const fields = new MapFields(value, ["remove", "withdraw", "rotations", "laneKey"], "rotate");
  const body = {
    type: "rotate",
    remove: fields.ids<DeviceId>("remove", MAX_DEVICES),
    withdraw: fields.list("withdraw", MAX_DEVICES, decodeWithdrawal),
    rotations: fields.list("rotations", MAX_GROUPS, decodeRotation),
  } as const;
  const laneKey = readVerifyKeyOrNone(fields, "laneKey");
  return laneKey === undefined ? body : { ...body, laneKey };
}

function decodeWithdrawal(value: CborValue): Withdrawal {
  const fields = new MapFields(value, ["device", "groups"], "withdrawal");
  return { device: fields.id<DeviceId>("device"), groups: fields.ids<GroupId>("groups", MAX_GROUPS) };
}

function encodeNewDevice({ keys, role, witness }: NewDevice): CborValue {
  return { keys: encodeDeviceKeys(keys), role, witness: witness ?? new Uint8Array(0) };
}

function decodeNewDevice(value: CborValue): NewDevice {
  const fields = new MapFields(value, ["keys", "role", "witness"], "device");
  const device = { keys: decodeDeviceKeys(fields.value("keys")), role: fields.word("role", ROLES) };
  const witness = readWitnessKey(fields);
  return witness === undefined ? device : { ...device, witness };
}

function readPolicy(fields: MapFields): string {
  const policy = fields.text("policy");
  if (encodeUtf8(policy).length > MAX_POLICY_BYTES) {
    throw new ProtocolError("protocol.too_large", "a policy has at most 8 KiB");
  }
  return policy;
}

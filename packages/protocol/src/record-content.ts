// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What is inside each kind of record, in its sealed form. Twins (protocol §8.2). */
import type { CborValue } from "@nightlatch/bytes";
import { HASH_BYTES, SEED_BYTES } from "@nightlatch/crypto/keys";
import { ProtocolError } from "./errors.ts";
import { MapFields } from "./wire/map-fields.ts";
import type { CameraId, DeviceId, GroupId, OperatorId, RecordKind } from "./wire/index.ts";

export type HouseholdContent = Readonly<{ kind: "household"; name: string }>;
/** A camera group's. */
export type GroupContent = Readonly<{ kind: "group"; name: string }>;
/** `person`: the name of who uses it; empty for hub and paper. */
export type DeviceContent = Readonly<{ kind: "device"; name: string; person: string }>;
/** What a hub found wrong, as a code, with the bytes that prove it (empty without). */
export type AlarmContent = Readonly<{ kind: "alarm"; code: string; detail: string; evidence: Uint8Array }>;
/** What a guest is told of a camera that it may watch. */
export type SharedCameraContent = Readonly<{ kind: "shared-camera"; camera: CameraId; name: string; hub: DeviceId }>;
/** One of three shares of a paper key, with whoever keeps it. */
export type RecoveryShareContent = Readonly<{ kind: "recovery-share"; paper: DeviceId; share: Uint8Array }>;
/** Tells whoever recovers by paper that the household shown is the one the paper was made for. */
export type PaperPinContent = Readonly<{ kind: "paper-pin"; pin: Uint8Array; seq: number }>;
/** Opens the messages of a support case; the id of the record is the case's. */
export type CaseContent = Readonly<{ kind: "case"; key: Uint8Array; team: string; operator: OperatorId }>;
export type CameraContent = Readonly<{
  kind: "camera";
  name: string;
  hub: DeviceId;
  group: GroupId;
  /** 0: no limit by age. */
  retentionDays: number;
  /** 0: no limit by size. */
  retentionBytes: number;
  removed: boolean;
}>;
export type RtspAddress = Readonly<{ kind: "rtsp"; url: string; username: string; password: string }>;
export type FileAddress = Readonly<{ kind: "file"; path: string }>;
export type UsbAddress = Readonly<{ kind: "usb"; device: string }>;
export type CameraSourceContent = Readonly<{
  kind: "camera-source";
  source: RtspAddress | FileAddress | UsbAddress | Readonly<{ kind: "none" }>;
}>;
/** The hub holds no epoch key: what it must obey of the camera's settings is sealed to it apart. */
export type CameraRulesContent = Readonly<{
  kind: "camera-rules";
  /** Which camera group its new clips go to. */
  group: GroupId;
  /** 0: no limit by age. */
  retentionDays: number;
  /** 0: no limit by size. */
  retentionBytes: number;
  /** The household has no such camera any more: stop recording it. */
  removed: boolean;
}>;
export type VideoFacts = Readonly<{ codec: string; codecString: string; width: number; height: number }>;
export type CameraStatusContent = Readonly<{
  kind: "camera-status";
  state: "connecting" | "running" | "failed";
  /** Empty when nothing is wrong. */
  code: string;
  advice: string;
  sinceMs: number;
  /** Zeros and empty text until the first picture. */
  video: VideoFacts;
  /** Codec of the sound; empty without. */
  audio: string;
}>;
export type ThumbnailContent = Readonly<{ kind: "thumbnail"; jpeg: Uint8Array }>;
export type RecordContent =
  | HouseholdContent
  | GroupContent
  | DeviceContent
  | AlarmContent
  | SharedCameraContent
  | RecoveryShareContent
  | PaperPinContent
  | CaseContent
  | CameraContent
  | CameraSourceContent
  | CameraRulesContent
  | CameraStatusContent
  | ThumbnailContent;

export const MAX_NAME_CHARACTERS = 80;
/** Of the 32-byte seed, with its place among the shares. */
const PAPER_SHARE_BYTES = SEED_BYTES + 1;
const MAX_TEXT_CHARACTERS = 2048;

export function encodeContent(content: RecordContent): CborValue {
  switch (content.kind) {
    case "household":
    case "group":
      return { name: content.name };
    case "device":
      return { name: content.name, person: content.person };
    case "alarm":
      return { code: content.code, detail: content.detail, evidence: content.evidence };
    case "shared-camera":
      return { camera: content.camera, name: content.name, hub: content.hub };
    case "recovery-share":
      return { paper: content.paper, share: content.share };
    case "paper-pin":
      return { pin: content.pin, seq: content.seq };
    case "case":
      return { key: content.key, team: content.team, operator: content.operator };
    case "camera": {
      const { name, hub, group, retentionDays, retentionBytes, removed } = content;
      return { name, hub, group, retentionDays, retentionBytes, removed };
    }
    case "camera-source":
      return { source: { ...content.source } };
    case "camera-rules": {
      const { group, retentionDays, retentionBytes, removed } = content;
      return { group, retentionDays, retentionBytes, removed };
    }
    case "camera-status": {
      const { state, code, advice, sinceMs, video, audio } = content;
      return { state, code, advice, sinceMs, video: { ...video }, audio };
    }
    case "thumbnail":
      return { jpeg: content.jpeg };
  }
}

/** @throws protocol.malformed | protocol.too_large */
export function decodeContent(kind: RecordKind, value: CborValue): RecordContent {
  switch (kind) {
    case "household":
    case "group":
      return { kind, name: name(new MapFields(value, ["name"], kind)) };
    case "device":
      return decodeDevice(value);
    case "alarm":
      return decodeAlarm(value);
    case "shared-camera":
      return decodeSharedCamera(value);
    case "recovery-share":
      return decodeRecoveryShare(value);
    case "paper-pin":
      return decodePaperPin(value);
    case "case":
      return decodeCase(value);
    case "camera":
      return decodeCamera(value);
    case "camera-source":
      return { kind, source: decodeSource(new MapFields(value, ["source"], kind).value("source")) };
    case "camera-rules":
      return decodeRules(value);
    case "camera-status":
      return decodeStatus(value);
    case "thumbnail":
      return { kind, jpeg: new MapFields(value, ["jpeg"], kind).bytes("jpeg") };
  }
}

function decodeDevice(value: CborValue): DeviceContent {
  const fields = new MapFields(value, ["name", "person"], "device");
  return { kind: "device", name: name(fields), person: name(fields, "person") };
}

function decodeAlarm(value: CborValue): AlarmContent {
  const fields = new MapFields(value, ["code", "detail", "evidence"], "alarm");
  return {
    kind: "alarm",
    code: text(fields, "code"),
    detail: text(fields, "detail"),
    evidence: fields.bytes("evidence"),
  };
}

function decodeSharedCamera(value: CborValue): SharedCameraContent {
  const fields = new MapFields(value, ["camera", "name", "hub"], "shared camera");
  return {
    kind: "shared-camera",
    camera: fields.id<CameraId>("camera"),
    name: name(fields),
    hub: fields.id<DeviceId>("hub"),
  };
}

function decodeRecoveryShare(value: CborValue): RecoveryShareContent {
  const fields = new MapFields(value, ["paper", "share"], "recovery share");
  return {
    kind: "recovery-share",
    paper: fields.id<DeviceId>("paper"),
    share: fields.bytes("share", PAPER_SHARE_BYTES),
  };
}

function decodePaperPin(value: CborValue): PaperPinContent {
  const fields = new MapFields(value, ["pin", "seq"], "paper pin");
  return { kind: "paper-pin", pin: fields.bytes("pin", HASH_BYTES), seq: fields.uint("seq") };
}

function decodeCase(value: CborValue): CaseContent {
  const fields = new MapFields(value, ["key", "team", "operator"], "case");
  return {
    kind: "case",
    key: fields.bytes("key", SEED_BYTES),
    team: name(fields, "team"),
    operator: fields.id<OperatorId>("operator"),
  };
}

function decodeCamera(value: CborValue): CameraContent {
  const keys = ["name", "hub", "group", "retentionDays", "retentionBytes", "removed"];
  const fields = new MapFields(value, keys, "camera");
  return {
    kind: "camera",
    name: name(fields),
    hub: fields.id<DeviceId>("hub"),
    group: fields.id<GroupId>("group"),
    retentionDays: fields.uint("retentionDays"),
    retentionBytes: fields.uint("retentionBytes"),
    removed: fields.bool("removed"),
  };
}

function decodeSource(value: CborValue): CameraSourceContent["source"] {
  const kind = typeof value === "object" && value !== null && "kind" in value ? value["kind"] : undefined;
  switch (kind) {
    case "rtsp": {
      const fields = new MapFields(value, ["kind", "url", "username", "password"], "rtsp source");
      return { kind, url: text(fields, "url"), username: text(fields, "username"), password: text(fields, "password") };
    }
    case "file":
      return { kind, path: text(new MapFields(value, ["kind", "path"], "file source"), "path") };
    case "usb":
      return { kind, device: text(new MapFields(value, ["kind", "device"], "usb source"), "device") };
    case "none":
      new MapFields(value, ["kind"], "no source");
      return { kind };
    default:
      throw new ProtocolError("protocol.malformed", "an unknown kind of camera source");
  }
}

function decodeRules(value: CborValue): CameraRulesContent {
  const fields = new MapFields(value, ["group", "retentionDays", "retentionBytes", "removed"], "camera rules");
  return {
    kind: "camera-rules",
    group: fields.id<GroupId>("group"),
    retentionDays: fields.uint("retentionDays"),
    retentionBytes: fields.uint("retentionBytes"),
    removed: fields.bool("removed"),
  };
}

function decodeStatus(value: CborValue): CameraStatusContent {
  const keys = ["state", "code", "advice", "sinceMs", "video", "audio"];
  const fields = new MapFields(value, keys, "camera status");
  const video = new MapFields(fields.value("video"), ["codec", "codecString", "width", "height"], "camera video");
  return {
    kind: "camera-status",
    state: fields.word("state", ["connecting", "running", "failed"]),
    code: text(fields, "code"),
    advice: text(fields, "advice"),
    sinceMs: fields.uint("sinceMs"),
    video: {
      codec: text(video, "codec"),
      codecString: text(video, "codecString"),
      width: video.uint("width"),
      height: video.uint("height"),
    },
    audio: text(fields, "audio"),
  };
}

function name(fields: MapFields, key = "name"): string {
  const value = fields.text(key);
  if (value.length > MAX_NAME_CHARACTERS) throw new ProtocolError("protocol.too_large", "a name over 80 characters");
  return value;
}

function text(fields: MapFields, key: string): string {
  const value = fields.text(key);
  if (value.length > MAX_TEXT_CHARACTERS) throw new ProtocolError("protocol.too_large", `${key} is too long`);
  return value;
}

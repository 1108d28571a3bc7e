// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What is inside each kind of record, in its sealed form. Twins (protocol §8.2). */
import type { CborValue } from "@nightlatch/bytes";
import { HASH_BYTES } from "@nightlatch/crypto/keys";
import { ProtocolError } from "./errors.ts";
import { MapFields } from "./wire/map-fields.ts";
import type { DeviceId, GroupId, RecordKind } from "./wire/index.ts";

export type HouseholdContent = Readonly<{ kind: "household"; name: string }>;
export type DeviceContent = Readonly<{ kind: "device"; name: string }>;
/** Tells whoever recovers by paper that the household shown is the one the paper was made for. */
export type PaperPinContent = Readonly<{ kind: "paper-pin"; pin: Uint8Array; seq: number }>;
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
  | DeviceContent
  | PaperPinContent
  | CameraContent
  | CameraSourceContent
  | CameraRulesContent
  | CameraStatusContent
  | ThumbnailContent;

export const MAX_NAME_CHARACTERS = 80;
const MAX_TEXT_CHARACTERS = 2048;

export function encodeContent(content: RecordContent): CborValue {
  switch (content.kind) {
    case "household":
    case "device":
      return { name: content.name };
    case "paper-pin":
      return { pin: content.pin, seq: content.seq };
    case "camera": {
      const { name, hub, group, retentionDays, retentionBytes, removed } = content;
      return { name, hub, group, retentionDays, retentionBytes, removed };
    }
    case "camera-source":
      return { source: { ...content.source } };
    case "camera-rules": {
      const { retentionDays, retentionBytes, removed } = content;
      return { retentionDays, retentionBytes, removed };
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
    case "device":
      return { kind, name: name(new MapFields(value, ["name"], kind)) };
    case "paper-pin":
      return decodePaperPin(value);
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

function decodePaperPin(value: CborValue): PaperPinContent {
  const fields = new MapFields(value, ["pin", "seq"], "paper pin");
  return { kind: "paper-pin", pin: fields.bytes("pin", HASH_BYTES), seq: fields.uint("seq") };
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
  const fields = new MapFields(value, ["retentionDays", "retentionBytes", "removed"], "camera rules");
  return {
    kind: "camera-rules",
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

function name(fields: MapFields): string {
  const value = fields.text("name");
  if (value.length > MAX_NAME_CHARACTERS) throw new ProtocolError("protocol.too_large", "a name over 80 characters");
  return value;
}

function text(fields: MapFields, key: string): string {
  const value = fields.text(key);
  if (value.length > MAX_TEXT_CHARACTERS) throw new ProtocolError("protocol.too_large", `${key} is too long`);
  return value;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cameras as the command line and the environment name them. */
import type { CameraSource } from "./cameras/index.ts";
import { HubError } from "./errors.ts";
import type { ConfiguredCamera } from "./settings/camera-plan.ts";
import type { Retention } from "./uplink/retention.ts";

const MAX_NAME_CHARACTERS = 80;
const FORM = 'Write --camera "Front door=rtsp://192.168.1.20:554/stream1".';
const JSON_FORM =
  'NIGHTLATCH_CAMERAS is a JSON list of {"name", "address"} and, if wanted, "username", "password", "retentionDays", "retentionBytes".';

const HAS_LOGIN = /^rtsps?:\/\/[^/?#]*@/iu;
const LOGIN_ADVICE =
  "Other users of this machine can read it there, so change it. Give address, username and password by NIGHTLATCH_CAMERAS, or add the camera in the app.";

/** @throws hub.bad_config */
export function parseCameras(
  words: readonly string[],
  json: string | undefined,
  retention: Retention,
): readonly ConfiguredCamera[] {
  const cameras = [...words.map((word) => parseWord(word, retention)), ...parseJson(json, retention)];
  const names = new Set(cameras.map(({ name }) => name));
  if (names.size !== cameras.length) {
    throw new HubError("hub.bad_config", "two cameras have one name", { advice: "Give each camera its own name." });
  }
  return cameras;
}

function parseWord(word: string, retention: Retention): ConfiguredCamera {
  const split = word.indexOf("=");
  if (split < 1) throw new HubError("hub.bad_config", "a camera needs a name and an address", { advice: FORM });
  const address = word.slice(split + 1);
  // Every user of the machine can read the words of a running program.
  if (HAS_LOGIN.test(address)) {
    throw new HubError("hub.bad_config", "a camera's password stands on the command line", { advice: LOGIN_ADVICE });
  }
  return { name: checkedName(word.slice(0, split)), source: parseAddress(address), retention };
}

function parseJson(json: string | undefined, retention: Retention): readonly ConfiguredCamera[] {
  if (json === undefined || json.trim() === "") return [];
  const value = readJson(json);
  if (!Array.isArray(value)) throw badJson();
  return value.map((item: unknown) => parseItem(item, retention));
}

function readJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw badJson(cause);
  }
}

function parseItem(item: unknown, fallback: Retention): ConfiguredCamera {
  if (typeof item !== "object" || item === null) throw badJson();
  const { name, address, username, password, retentionDays, retentionBytes, ...unknown } = item as Record<
    string,
    unknown
  >;
  const isText = typeof name === "string" && typeof address === "string";
  if (!isText || Object.keys(unknown).length > 0) throw badJson();
  const source = parseAddress(address);
  const hasLogin = username !== undefined || password !== undefined;
  if (hasLogin && (source.kind !== "rtsp" || typeof username !== "string" || typeof password !== "string")) {
    throw badJson();
  }
  const login = typeof username === "string" && typeof password === "string" ? { username, password } : {};
  const retention = { days: count(retentionDays, fallback.days), sizeBytes: count(retentionBytes, fallback.sizeBytes) };
  return { name: checkedName(name), source: { ...source, ...login }, retention };
}

function parseAddress(address: string): CameraSource {
  if (/^rtsps?:\/\//iu.test(address)) return { kind: "rtsp", url: address };
  if (address.startsWith("/dev/")) return { kind: "usb", device: address };
  if (address !== "" && !/^[a-z]+:\/\//iu.test(address)) return { kind: "file", path: address, loop: true };
  throw new HubError("hub.bad_config", "a camera's address is not understood", { advice: FORM });
}

function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed !== "" && trimmed.length <= MAX_NAME_CHARACTERS) return trimmed;
  throw new HubError("hub.bad_config", "a camera's name has 1 to 80 characters", { advice: FORM });
}

function count(value: unknown, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw badJson();
}

function badJson(cause?: unknown): HubError {
  return new HubError("hub.bad_config", "NIGHTLATCH_CAMERAS is not understood", { cause, advice: JSON_FORM });
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file From what someone typed to a camera's source, or to the field that is wrong and what is wrong with it. */
import type { CameraSourceInput } from "../../vault-client/vault-api.ts";

export type SourceFields = Readonly<{
  kind: "rtsp" | "usb";
  url: string;
  username: string;
  password: string;
  device: string;
}>;

export const EMPTY_FIELDS: SourceFields = { kind: "rtsp", url: "", username: "", password: "", device: "/dev/video0" };

export type CheckedSource =
  | Readonly<{ ok: true; source: CameraSourceInput }>
  | Readonly<{ ok: false; field: "url" | "password" | "device"; words: string }>;

export function checkSource(fields: SourceFields): CheckedSource {
  return fields.kind === "usb" ? checkUsb(fields.device.trim()) : checkRtsp(fields);
}

function checkUsb(device: string): CheckedSource {
  if (!/^\/dev\/[\w./-]+$/.test(device) || device.includes("..")) {
    return { ok: false, field: "device", words: "This looks like /dev/video0 or /dev/video2." };
  }
  return { ok: true, source: { kind: "usb", device } };
}

function checkRtsp({ url, username, password }: SourceFields): CheckedSource {
  const address = parseAddress(url.trim());
  if (address === undefined) {
    return { ok: false, field: "url", words: "An address looks like rtsp://192.168.1.20/stream1." };
  }
  // Many manuals put name and password into the address; they are secrets and belong in their own fields.
  const source = {
    kind: "rtsp",
    username: username.trim() === "" ? decodeURIComponent(address.username) : username.trim(),
    password: password === "" ? decodeURIComponent(address.password) : password,
  } as const;
  if (source.username === "" && source.password !== "") {
    return { ok: false, field: "password", words: "A password needs a user name as well." };
  }
  address.username = "";
  address.password = "";
  return { ok: true, source: { ...source, url: address.href } };
}

function parseAddress(text: string): URL | undefined {
  const whole = text.includes("://") ? text : `rtsp://${text}`;
  if (!URL.canParse(whole)) return undefined;
  const url = new URL(whole);
  const isRtsp = url.protocol === "rtsp:" || url.protocol === "rtsps:";
  return isRtsp && url.hostname !== "" && hasPlainSecrets(url) ? url : undefined;
}

/** False for a stray % that could not be decoded. */
function hasPlainSecrets({ username, password }: URL): boolean {
  return !/%(?![0-9a-f]{2})/i.test(username + password);
}

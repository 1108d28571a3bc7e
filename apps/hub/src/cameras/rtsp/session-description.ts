// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Session descriptions (SDP, RFC 8866), as far as a camera's streams need them. */
import { CameraError } from "../errors.ts";

export type MediaDescription = Readonly<{
  /** "video", "audio", "application"… */
  media: string;
  payloadType: number;
  /** Lower case, from rtpmap or the static payload types. "" when unnamed. */
  encoding: string;
  clockRate: number;
  channels: number;
  format: ReadonlyMap<string, string>;
  control: string;
}>;
export type SessionDescription = Readonly<{ control: string | undefined; medias: readonly MediaDescription[] }>;

const MAX_MEDIAS = 32;
const STATIC_PAYLOADS: ReadonlyMap<number, Readonly<{ encoding: string; clockRate: number }>> = new Map([
  [0, { encoding: "pcmu", clockRate: 8000 }],
  [3, { encoding: "gsm", clockRate: 8000 }],
  [8, { encoding: "pcma", clockRate: 8000 }],
  [9, { encoding: "g722", clockRate: 8000 }],
  [14, { encoding: "mpa", clockRate: 90000 }],
  [18, { encoding: "g729", clockRate: 8000 }],
  [26, { encoding: "jpeg", clockRate: 90000 }],
  [32, { encoding: "mpv", clockRate: 90000 }],
  [33, { encoding: "mp2t", clockRate: 90000 }],
]);

/** @throws camera.bad_stream when the text is no session description */
export function parseSessionDescription(text: string): SessionDescription {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.length > 0);
  if (!lines[0]?.startsWith("v=")) throw new CameraError("camera.bad_stream", "no session description");
  const sections: string[][] = [[]];
  for (const line of lines) {
    if (line.startsWith("m=")) sections.push([]);
    sections.at(-1)?.push(line);
  }
  const [session = [], ...medias] = sections;
  if (medias.length > MAX_MEDIAS)
    throw new CameraError("camera.bad_stream", `${medias.length} streams in one description`);
  return { control: attribute(session, "control"), medias: medias.flatMap(parseMedia) };
}

/** A section whose m= line we cannot read is a stream that we cannot take: it is left out. */
function parseMedia(lines: readonly string[]): readonly MediaDescription[] {
  const head = /^m=(\S+) \d+(?:\/\d+)? \S+ (\d{1,3})/.exec(lines[0] ?? "");
  if (!head) return [];
  const payloadType = Number(head[2]);
  const map = attributes(lines, "rtpmap").find((value) => value.startsWith(`${payloadType} `));
  const [, encoding, rate, channels] = /^\d+\s+([^/\s]+)\/(\d{1,7})(?:\/(\d{1,2}))?/.exec(map ?? "") ?? [];
  const known = STATIC_PAYLOADS.get(payloadType);
  const format = attributes(lines, "fmtp").find((value) => value.startsWith(`${payloadType} `));
  return [
    {
      media: head[1] ?? "",
      payloadType,
      encoding: encoding?.toLowerCase() ?? known?.encoding ?? "",
      clockRate: rate === undefined ? (known?.clockRate ?? 0) : Number(rate),
      channels: channels === undefined ? 1 : Number(channels),
      format: parseFormat(format?.slice(String(payloadType).length) ?? ""),
      control: attribute(lines, "control") ?? "",
    },
  ];
}

function parseFormat(text: string): ReadonlyMap<string, string> {
  const format = new Map<string, string>();
  for (const part of text.split(";")) {
    const equals = part.indexOf("=");
    if (equals > 0) format.set(part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim());
  }
  return format;
}

function attribute(lines: readonly string[], name: string): string | undefined {
  return attributes(lines, name)[0];
}

function attributes(lines: readonly string[], name: string): readonly string[] {
  const prefix = `a=${name}:`;
  return lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length).trim());
}

/**
 * The URI to set a stream up with (RFC 2326 §C.1.1). Cameras disagree on the slash, so a relative control is appended
 * rather than resolved. It is only text on a connection that is already open: it cannot send us to another machine.
 */
export function resolveControl(base: string, control: string): string {
  if (control === "" || control === "*") return base;
  if (/^rtsps?:\/\//i.test(control)) return control;
  return base.endsWith("/") ? `${base}${control}` : `${base}/${control}`;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file RTSP/1.0 text messages (RFC 2326 §4-7): parse what a camera says, format what we say. */
import { CameraError } from "../errors.ts";

export type RtspHeaders = ReadonlyMap<string, readonly string[]>;
export type RtspResponse = Readonly<{
  kind: "response";
  status: number;
  reason: string;
  headers: RtspHeaders;
  body: string;
}>;
export type RtspRequest = Readonly<{ kind: "request"; method: string; headers: RtspHeaders }>;
export type RtspMessage = RtspResponse | RtspRequest;

/** A head cannot be longer: the camera chooses it, and it is held in memory until it is complete. */
export const MAX_HEAD_BYTES = 16 * 1024;
/** A session description cannot be longer. */
export const MAX_BODY_BYTES = 64 * 1024;
const MAX_HEADERS = 100;

export type RtspHead = Readonly<
  { kind: "response"; status: number; reason: string } | { kind: "request"; method: string }
> &
  Readonly<{ headers: RtspHeaders; bodyBytes: number }>;

/**
 * Parses start line and headers, without the empty line behind them.
 * @throws camera.not_rtsp for another protocol, camera.bad_stream for a broken message
 */
export function parseRtspHead(text: string): RtspHead {
  const [startLine = "", ...lines] = text.split(/\r?\n/);
  const headers = parseHeaders(lines);
  const bodyBytes = parseBodyLength(headers);
  const response = /^RTSP\/\d\.\d (\d{3})(?: (.*))?$/.exec(startLine);
  if (response) return { kind: "response", status: Number(response[1]), reason: response[2] ?? "", headers, bodyBytes };
  const request = /^([A-Z_]{1,32}) \S+ RTSP\/\d\.\d$/.exec(startLine);
  if (request) return { kind: "request", method: request[1] ?? "", headers, bodyBytes };
  throw new CameraError("camera.not_rtsp", `unexpected start line ${JSON.stringify(startLine.slice(0, 60))}`);
}

export function firstHeader(headers: RtspHeaders, name: string): string | undefined {
  return headers.get(name)?.[0];
}

export function formatRtspRequest(method: string, uri: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${uri} RTSP/1.0\r\n${lines.join("")}\r\n`;
}

export function formatRtspResponse(status: number, reason: string, cseq: string | undefined): string {
  // The camera chose its CSeq: only a number may be repeated back.
  const cseqLine = cseq !== undefined && /^\d{1,10}$/.test(cseq) ? `CSeq: ${cseq}\r\n` : "";
  return `RTSP/1.0 ${status} ${reason}\r\n${cseqLine}\r\n`;
}

function parseHeaders(lines: readonly string[]): RtspHeaders {
  if (lines.length > MAX_HEADERS) throw new CameraError("camera.bad_stream", "too many headers");
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    // Some cameras send junk lines; a line that is not a header says nothing that we need.
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const known = headers.get(name);
    if (known) known.push(value);
    else headers.set(name, [value]);
  }
  return headers;
}

function parseBodyLength(headers: RtspHeaders): number {
  const text = firstHeader(headers, "content-length");
  if (text === undefined) return 0;
  if (!/^\d{1,9}$/.test(text)) throw new CameraError("camera.bad_stream", "Content-Length is not a number");
  const length = Number(text);
  if (length > MAX_BODY_BYTES) throw new CameraError("camera.bad_stream", `a body of ${length} bytes is too long`);
  return length;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file RTSP responses as text (RFC 2326 §7). */

const REASONS = {
  200: "OK",
  400: "Bad Request",
  401: "Unauthorized",
  404: "Not Found",
  454: "Session Not Found",
  455: "Method Not Valid in This State",
  461: "Unsupported Transport",
  501: "Not Implemented",
} as const;

export type RtspResponse = Readonly<{
  status: keyof typeof REASONS;
  headers?: readonly (readonly [name: string, value: string])[];
  body?: string;
}>;

export function formatResponse(response: RtspResponse, cseq: string | undefined): string {
  const { status, headers = [], body = "" } = response;
  const lines = [
    `RTSP/1.0 ${String(status)} ${REASONS[status]}`,
    ...(cseq === undefined ? [] : [`CSeq: ${cseq}`]),
    "Server: nightlatch-demo-camera",
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === "" ? [] : [`Content-Length: ${String(Buffer.byteLength(body))}`]),
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Cuts a client's TCP bytes into RTSP requests (RFC 2326 §6) and passes over its interleaved RTCP.
 * The client may be anyone on the network: heads and bodies are bounded.
 */

export type RtspRequest = Readonly<{ method: string; uri: string; headers: ReadonlyMap<string, string> }>;
export type RequestReading = { kind: "requests"; requests: readonly RtspRequest[] } | { kind: "malformed" };

const MAX_HEAD_BYTES = 16_384;
const MAX_BODY_BYTES = 65_536;
const DOLLAR = 0x24;

export class RequestReader {
  #pending: Buffer = Buffer.alloc(0);

  /** All requests that `chunk` completes. After "malformed" the connection is beyond repair. */
  push(chunk: Buffer): RequestReading {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const requests: RtspRequest[] = [];
    for (;;) {
      const step = takeOne(this.#pending);
      if (step === "malformed") return { kind: "malformed" };
      if (step === "incomplete") return { kind: "requests", requests };
      this.#pending = this.#pending.subarray(step.usedBytes);
      if (step.request !== undefined) requests.push(step.request);
    }
  }
}

type Step = "incomplete" | "malformed" | { usedBytes: number; request: RtspRequest | undefined };

function takeOne(bytes: Buffer): Step {
  if (bytes.length === 0) return "incomplete";
  if (bytes[0] === DOLLAR) {
    if (bytes.length < 4) return "incomplete";
    const usedBytes = 4 + bytes.readUInt16BE(2);
    return bytes.length < usedBytes ? "incomplete" : { usedBytes, request: undefined };
  }
  // Some clients end a request with one line break too many.
  if (bytes[0] === 0x0d || bytes[0] === 0x0a) return { usedBytes: 1, request: undefined };
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd < 0) return bytes.length > MAX_HEAD_BYTES ? "malformed" : "incomplete";
  if (headEnd > MAX_HEAD_BYTES) return "malformed";
  const request = parseHead(bytes.toString("latin1", 0, headEnd));
  if (request === undefined) return "malformed";
  const bodyBytes = Number(request.headers.get("content-length") ?? "0");
  if (!Number.isInteger(bodyBytes) || bodyBytes < 0 || bodyBytes > MAX_BODY_BYTES) return "malformed";
  const usedBytes = headEnd + 4 + bodyBytes;
  return bytes.length < usedBytes ? "incomplete" : { usedBytes, request };
}

function parseHead(head: string): RtspRequest | undefined {
  const [requestLine = "", ...lines] = head.split("\r\n");
  const match = /^([A-Z_]{1,32}) (\S{1,2048}) RTSP\/1\.0$/.exec(requestLine);
  const [, method, uri] = match ?? [];
  if (method === undefined || uri === undefined) return undefined;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 1) return undefined;
    headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { method, uri, headers };
}

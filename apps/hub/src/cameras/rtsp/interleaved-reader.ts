// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Cuts a TCP byte stream into interleaved packets (RFC 2326 §10.12) and RTSP messages. Packets are handed out as
 * views of the chunk that arrived; only a packet that spans two chunks is copied, once.
 */
import { CameraError } from "../errors.ts";
import { MAX_HEAD_BYTES, parseRtspHead, type RtspHead, type RtspMessage } from "./rtsp-message.ts";

export type InterleavedHandlers = Readonly<{
  /** `packet` is good until this returns: the socket's buffer is used again. */
  onPacket(channel: number, packet: Uint8Array): void;
  onMessage(message: RtspMessage): void;
}>;

const DOLLAR = 0x24;
const CR = 0x0d;
const LF = 0x0a;
const PACKET_HEADER_BYTES = 4;
const textDecoder = new TextDecoder("latin1");
const bodyDecoder = new TextDecoder();

/** Owns the bytes of the one unit that is still incomplete: at most 64 KiB + 4, or one head, or one body. */
export class InterleavedReader {
  readonly #handlers: InterleavedHandlers;
  /** A packet being filled across chunks; its header says the length. */
  #partial: Uint8Array | undefined;
  #partialBytes = 0;
  /** Bytes of a packet header or a head that is not complete yet. */
  #leftover: Uint8Array | undefined;
  #awaitedBody: RtspHead | undefined;

  constructor(handlers: InterleavedHandlers) {
    this.#handlers = handlers;
  }

  /** @throws camera.not_rtsp, camera.bad_stream; the reader is of no use afterwards */
  push(chunk: Uint8Array): void {
    let bytes = chunk;
    let offset = 0;
    if (this.#partial) {
      offset = this.#fillPartial(this.#partial, chunk);
      if (offset < 0) return;
    } else if (this.#leftover) {
      bytes = joined(this.#leftover, chunk);
      this.#leftover = undefined;
    }
    while (offset < bytes.length) {
      const next = this.#awaitedBody ? this.#readBody(bytes, offset, this.#awaitedBody) : this.#readUnit(bytes, offset);
      if (next < 0) return;
      offset = next;
    }
  }

  /** Answers the offset behind the packet, or -1 when the chunk is used up. */
  #fillPartial(partial: Uint8Array, chunk: Uint8Array): number {
    const wanted = partial.length - this.#partialBytes;
    const taken = Math.min(wanted, chunk.length);
    partial.set(taken === chunk.length ? chunk : chunk.subarray(0, taken), this.#partialBytes);
    this.#partialBytes += taken;
    if (taken < wanted) return -1;
    this.#partial = undefined;
    this.#handlers.onPacket(partial[1] ?? 0, partial.subarray(PACKET_HEADER_BYTES));
    return taken;
  }

  #readUnit(bytes: Uint8Array, offset: number): number {
    const first = bytes[offset];
    if (first === DOLLAR) return this.#readPacket(bytes, offset);
    // Cameras that miscount Content-Length leave line ends between messages.
    if (first === CR || first === LF) return offset + 1;
    return this.#readHead(bytes, offset);
  }

  #readPacket(bytes: Uint8Array, offset: number): number {
    if (bytes.length - offset < PACKET_HEADER_BYTES) return this.#keep(bytes, offset);
    const length = ((bytes[offset + 2] ?? 0) << 8) | (bytes[offset + 3] ?? 0);
    const start = offset + PACKET_HEADER_BYTES;
    const end = start + length;
    if (end > bytes.length) {
      this.#partial = new Uint8Array(PACKET_HEADER_BYTES + length);
      this.#partialBytes = bytes.length - offset;
      this.#partial.set(bytes.subarray(offset));
      return -1;
    }
    this.#handlers.onPacket(bytes[offset + 1] ?? 0, bytes.subarray(start, end));
    return end;
  }

  #readHead(bytes: Uint8Array, offset: number): number {
    // What does not start with a letter is neither packet nor message: the camera lost its place in its own stream.
    if (!isLetter(bytes[offset])) throw new CameraError("camera.bad_stream", "neither a packet nor a message");
    const end = findHeadEnd(bytes, offset);
    if (end === undefined) {
      if (bytes.length - offset > MAX_HEAD_BYTES) throw new CameraError("camera.bad_stream", "a head without an end");
      return this.#keep(bytes, offset);
    }
    const head = parseRtspHead(textDecoder.decode(bytes.subarray(offset, end.at)).trimEnd());
    if (head.bodyBytes === 0) this.#handlers.onMessage(withBody(head, ""));
    else this.#awaitedBody = head;
    return end.at + end.length;
  }

  #readBody(bytes: Uint8Array, offset: number, head: RtspHead): number {
    const end = offset + head.bodyBytes;
    if (end > bytes.length) return this.#keep(bytes, offset);
    this.#awaitedBody = undefined;
    this.#handlers.onMessage(withBody(head, bodyDecoder.decode(bytes.subarray(offset, end))));
    return end;
  }

  #keep(bytes: Uint8Array, offset: number): -1 {
    this.#leftover = bytes.slice(offset);
    return -1;
  }
}

function withBody(head: RtspHead, body: string): RtspMessage {
  return head.kind === "request"
    ? { kind: "request", method: head.method, headers: head.headers }
    : { kind: "response", status: head.status, reason: head.reason, headers: head.headers, body };
}

function findHeadEnd(bytes: Uint8Array, offset: number): { at: number; length: number } | undefined {
  const limit = Math.min(bytes.length, offset + MAX_HEAD_BYTES);
  for (let index = bytes.indexOf(LF, offset); index >= 0 && index < limit; index = bytes.indexOf(LF, index + 1)) {
    if (bytes[index + 1] === LF) return { at: index, length: 2 };
    if (bytes[index + 1] === CR && bytes[index + 2] === LF) return { at: index, length: 3 };
  }
  return undefined;
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes;
}

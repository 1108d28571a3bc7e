// SPDX-License-Identifier: AGPL-3.0-or-later
import { hasCode } from "@nightlatch/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InterleavedReader } from "./interleaved-reader.ts";
import { MAX_BODY_BYTES, MAX_HEAD_BYTES, type RtspMessage } from "./rtsp-message.ts";

type Unit = { channel: number; packet: number[] } | RtspMessage;

describe("InterleavedReader", () => {
  it("gives the same units however TCP cuts the stream", () => {
    const stream = Buffer.concat([
      text("RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 5\r\n\r\nv=0\r\n"),
      packet(0, [1, 2, 3]),
      text("\r\n"),
      packet(3, []),
      text("OPTIONS * RTSP/1.0\r\nCSeq: 9\r\n\r\n"),
      packet(1, [0x24, 0, 0, 1]),
    ]);
    const whole = read([stream]);
    expect(whole).toHaveLength(5);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }), (sizes) => {
        expect(read(cut(stream, sizes))).toEqual(whole);
      }),
    );
  });

  it("hands out a packet that came whole as a view", () => {
    const chunk = Uint8Array.from(packet(0, [1, 2, 3]));
    const buffers: ArrayBufferLike[] = [];
    new InterleavedReader({ onPacket: (_, bytes) => buffers.push(bytes.buffer), onMessage: () => undefined }).push(
      chunk,
    );
    expect(buffers).toEqual([chunk.buffer]);
    expect(buffers[0]).toBe(chunk.buffer);
  });

  it.each([
    ["another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n", "camera.not_rtsp"],
    ["SSH", "SSH-2.0-OpenSSH_9.2p1\r\n\r\n", "camera.not_rtsp"],
    ["bytes that are neither packet nor message", "\u0000\u0001", "camera.bad_stream"],
    ["a head without an end", "R".repeat(MAX_HEAD_BYTES + 1), "camera.bad_stream"],
    ["an enormous body", `RTSP/1.0 200 OK\r\nContent-Length: ${MAX_BODY_BYTES + 1}\r\n\r\n`, "camera.bad_stream"],
    ["a negative body", "RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n", "camera.bad_stream"],
    ["too many headers", `RTSP/1.0 200 OK\r\n${"A: b\r\n".repeat(200)}\r\n`, "camera.bad_stream"],
  ])("refuses %s", (_, bytes, code) => {
    expect(() => read([text(bytes)])).toThrow(expect.toSatisfy((error: unknown) => hasCode(error, code)) as Error);
  });
});

function read(chunks: readonly Uint8Array[]): Unit[] {
  const units: Unit[] = [];
  const reader = new InterleavedReader({
    onPacket: (channel, bytes) => units.push({ channel, packet: [...bytes] }),
    onMessage: (message) => units.push(message),
  });
  for (const chunk of chunks) reader.push(chunk);
  return units;
}

function cut(stream: Buffer, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let offset = 0, index = 0; offset < stream.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    chunks.push(stream.subarray(offset, offset + size));
    offset += size;
  }
  return chunks;
}

function text(content: string): Buffer {
  return Buffer.from(content, "latin1");
}

function packet(channel: number, payload: readonly number[]): Buffer {
  return Buffer.from([0x24, channel, payload.length >> 8, payload.length & 0xff, ...payload]);
}

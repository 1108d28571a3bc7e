// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RequestReader } from "./request-reader.ts";

const OPTIONS = "OPTIONS rtsp://camera/front-door RTSP/1.0\r\nCSeq: 1\r\n\r\n";
const WITH_BODY = "SET_PARAMETER rtsp://camera/x RTSP/1.0\r\nCSeq: 2\r\nContent-Length: 5\r\n\r\nhello";
const INTERLEAVED = "$\x01\x00\x04\r\n\r\n";

function methodsOf(reader: RequestReader, chunks: readonly Buffer[]): string[] {
  return chunks.flatMap((chunk) => {
    const reading = reader.push(chunk);
    return reading.kind === "malformed" ? ["malformed"] : reading.requests.map((request) => request.method);
  });
}

describe("RequestReader", () => {
  it("reads the same requests however TCP cuts the bytes", () => {
    const stream = Buffer.from(OPTIONS + INTERLEAVED + WITH_BODY + "\r\n" + OPTIONS, "latin1");
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (sizes) => {
        const chunks: Buffer[] = [];
        for (let offset = 0, n = 0; offset < stream.length; n += 1) {
          const size = sizes[n % sizes.length] ?? 1;
          chunks.push(stream.subarray(offset, offset + size));
          offset += size;
        }
        expect(methodsOf(new RequestReader(), chunks)).toEqual(["OPTIONS", "SET_PARAMETER", "OPTIONS"]);
      }),
    );
  });

  it("keeps header names without regard to case", () => {
    const reading = new RequestReader().push(Buffer.from("PLAY rtsp://c/ RTSP/1.0\r\ncSEQ:  7 \r\n\r\n"));
    expect(reading.kind === "requests" && reading.requests[0]?.headers.get("cseq")).toBe("7");
  });

  it.each([
    ["another protocol", "GET / HTTP/1.1\r\n\r\n"],
    ["a newer version", "PLAY rtsp://c/ RTSP/2.0\r\n\r\n"],
    ["a header without a colon", "PLAY rtsp://c/ RTSP/1.0\r\nCSeq 1\r\n\r\n"],
    ["a negative body", "PLAY rtsp://c/ RTSP/1.0\r\nContent-Length: -1\r\n\r\n"],
    ["a body of words", "PLAY rtsp://c/ RTSP/1.0\r\nContent-Length: many\r\n\r\n"],
    ["an endless body", "PLAY rtsp://c/ RTSP/1.0\r\nContent-Length: 999999999\r\n\r\n"],
    ["a head without an end", `PLAY rtsp://c/ RTSP/1.0\r\n${"X: y\r\n".repeat(4000)}`],
  ])("calls %s malformed", (_, text) => {
    expect(new RequestReader().push(Buffer.from(text)).kind).toBe("malformed");
  });

  it("waits for the rest of an interleaved frame", () => {
    expect(methodsOf(new RequestReader(), [Buffer.from([0x24, 0, 0, 9, 1, 2])])).toEqual([]);
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { concatBytes } from "@nightlatch/bytes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FRAME_HEAD_BYTES, readFragmentHead, readWholeFrame, splitFrames, TRACKS, writeFragmentHead } from "./index.ts";

const nonce = Uint8Array.from({ length: 12 }, (_, i) => 0xf0 + i);

function frameOf(sequence: number, ciphertextBytes: number): Uint8Array {
  const frame = new Uint8Array(FRAME_HEAD_BYTES + ciphertextBytes).fill(0xee);
  writeFragmentHead(frame, { track: TRACKS.video, startsGop: true, sequence, nonce });
  return frame;
}

describe("a fragment's head", () => {
  it("says what was written, up to the last number, wherever it stands", () => {
    const numbers = fc.oneof(fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.constantFrom(1, 2 ** 31, 2 ** 32 - 1));
    fc.assert(
      fc.property(numbers, fc.integer({ min: 16, max: 70_000 }), fc.nat(40), (sequence, ciphertextBytes, offset) => {
        const bytes = concatBytes(new Uint8Array(offset).fill(0x55), frameOf(sequence, ciphertextBytes), nonce);
        const frameBytes = FRAME_HEAD_BYTES + ciphertextBytes;
        const read = readFragmentHead(bytes.subarray(offset % 7), offset - (offset % 7));
        expect(read).toEqual({ track: TRACKS.video, startsGop: true, sequence, nonce, frameBytes });
      }),
    );
  });

  it("is not read from bytes that are not all there", () => {
    const frame = frameOf(1, 16);
    for (let length = 0; length < frame.length; length += 1) {
      expect(readFragmentHead(frame.subarray(0, length))).toBeUndefined();
      expect(() => readWholeFrame(frame.subarray(0, length))).toThrow(
        expect.objectContaining({ code: "protocol.malformed" }),
      );
    }
  });

  it.each([
    ["a ciphertext shorter than a tag", [8, 0, 0, 0, 15], "protocol.malformed"],
    ["the number 0 for a picture", [4, 0, 0, 0, 0], "protocol.malformed"],
    ["a length with its highest bit set", [8, 0xff, 0xff, 0xff, 0xff], "protocol.too_large"],
    ["version 0", [0, 0], "protocol.bad_version"],
  ])("refuses %s", (_name, [at = 0, ...changed], code) => {
    const frame = frameOf(1, 16);
    frame.set(changed, at);
    expect(() => readFragmentHead(frame)).toThrow(expect.objectContaining({ code }));
    expect(() => splitFrames(concatBytes(frameOf(1, 16), frame))).toThrow(expect.objectContaining({ code }));
  });
});

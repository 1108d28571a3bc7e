// SPDX-License-Identifier: AGPL-3.0-or-later
import { idFromBytes, type CameraId } from "@nightlatch/protocol/wire";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeMediaMessage, encodeMediaHead, encodeMediaMessage, MEDIA_HEAD_BYTES } from "./media-message.ts";

const anyMessage = fc.record({
  kind: fc.constantFrom("opening" as const, "frame" as const),
  camera: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => idFromBytes<CameraId>(bytes)),
  payload: fc.uint8Array({ minLength: 1, maxLength: 200 }),
});

describe("a media message", () => {
  it("decodes to what was encoded", () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(decodeMediaMessage(encodeMediaMessage(message))).toEqual(message);
      }),
    );
  });

  it("is its head and its payload, for those who do not join them", () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const whole = encodeMediaMessage(message);
        expect(whole.subarray(0, MEDIA_HEAD_BYTES)).toEqual(encodeMediaHead(message.kind, message.camera));
        expect(whole.subarray(MEDIA_HEAD_BYTES)).toEqual(message.payload);
      }),
    );
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["a kind that is not known", new Uint8Array(40).fill(3)],
    ["kind zero", new Uint8Array(40)],
    ["a head without its end", new Uint8Array(MEDIA_HEAD_BYTES - 1).fill(1)],
    ["a head without payload", new Uint8Array(MEDIA_HEAD_BYTES).fill(1)],
  ])("is not %s", (_name, bytes) => {
    expect(decodeMediaMessage(bytes)).toBeUndefined();
  });

  it("keeps its camera when the buffer it came in is used again", () => {
    const buffer = new Uint8Array(40).fill(2);
    const message = decodeMediaMessage(buffer);
    buffer.fill(0);
    expect(message?.camera).toEqual(new Uint8Array(16).fill(2));
  });
});

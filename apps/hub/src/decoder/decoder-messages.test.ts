// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { parseDecoderReply } from "./decoder-messages.ts";

const BYTES = new Uint8Array(3);
const FRAME = { kind: "frame", data: BYTES, isKeyframe: true, elapsedMs: 1, captureTimeMs: 2 };

describe("parseDecoderReply", () => {
  it("takes replies, and drops what is not part of them", () => {
    expect(parseDecoderReply({ ...FRAME, extra: 1 })).toEqual(FRAME);
    expect(parseDecoderReply({ kind: "failed", message: "x".repeat(1_000) })).toEqual({
      kind: "failed",
      message: "x".repeat(200),
    });
  });

  it.each([
    ["nothing", undefined],
    ["text", "jpeg"],
    ["an unknown kind", { kind: "run", data: BYTES }],
    ["a picture for nobody", { kind: "jpeg", data: BYTES }],
    ["an empty picture", { kind: "jpeg", id: 1, data: new Uint8Array() }],
    ["an enormous picture", { kind: "jpeg", id: 1, data: new Uint8Array(300 * 1024) }],
    ["a picture that is text", { kind: "jpeg", id: 1, data: "jpeg" }],
    ["a frame without a time", { ...FRAME, elapsedMs: Number.NaN }],
    ["a frame before time", { ...FRAME, captureTimeMs: -1 }],
    ["a frame of an unknown kind", { ...FRAME, isKeyframe: 1 }],
    ["parameter sets without end", { kind: "parameters", sps: new Uint8Array(5_000), pps: BYTES }],
  ])("refuses %s", (_, message) => {
    expect(parseDecoderReply(message)).toBeUndefined();
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { packetizeH265 } from "./h265-packetizer.ts";
import { MAX_PAYLOAD_BYTES } from "./rtp-payload.ts";

const IDR_W_RADL = 19;

describe("packetizeH265", () => {
  it("cuts a large unit into fragments that carry its type, layer and temporal id", () => {
    const nal = Uint8Array.from({ length: 5000 }, (_, n) => [IDR_W_RADL << 1, 1][n] ?? n % 251);
    const payloads = packetizeH265([nal]);
    expect(payloads.map(({ bytes }) => [(bytes[0] ?? 0) >> 1, bytes[1]])).toEqual(payloads.map(() => [49, 1]));
    expect(payloads.map(({ bytes }) => bytes[2])).toEqual([
      0x80 | IDR_W_RADL,
      IDR_W_RADL,
      IDR_W_RADL,
      0x40 | IDR_W_RADL,
    ]);
    expect(Buffer.concat(payloads.map(({ bytes }) => bytes.subarray(3)))).toEqual(Buffer.from(nal.subarray(2)));
  });

  it("sends small units as they are and marks the last only", () => {
    const small = Uint8Array.from([0x40, 1, 7]);
    expect(packetizeH265([small, small]).map(({ marker }) => marker)).toEqual([false, true]);
    expect(packetizeH265([new Uint8Array(MAX_PAYLOAD_BYTES)])).toHaveLength(1);
  });
});

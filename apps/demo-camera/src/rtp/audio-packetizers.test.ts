// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { packetizeAac } from "./aac-packetizer.ts";
import { packetizeG711 } from "./g711-packetizer.ts";

describe("packetizeAac", () => {
  it("writes one AU header with the size in 13 bits and index 0", () => {
    const [payload] = packetizeAac(new Uint8Array(1000).fill(9));
    // 1000 << 3 = 8000 = 0x1f40
    expect([...(payload?.bytes.subarray(0, 5) ?? [])]).toEqual([0, 16, 0x1f, 0x40, 9]);
    expect(payload?.marker).toBe(true);
  });

  it("refuses a frame that the size field cannot name", () => {
    expect(() => packetizeAac(new Uint8Array(8192))).toThrow(RangeError);
    expect(packetizeAac(new Uint8Array(8191))).toHaveLength(1);
  });
});

describe("packetizeG711", () => {
  it("adds nothing and sets no marker", () => {
    const frame = new Uint8Array(160).fill(0xd5);
    expect(packetizeG711(frame)).toEqual([{ bytes: frame, marker: false }]);
  });
});

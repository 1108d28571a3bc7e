// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packetizeH264 } from "./h264-packetizer.ts";
import { MAX_PAYLOAD_BYTES, type RtpPayload } from "./rtp-payload.ts";

/** RFC 6184 read the other way, with the least code that does it. */
function reassemble(payloads: readonly RtpPayload[]): number[][] {
  const nals: number[][] = [];
  for (const { bytes } of payloads) {
    const [first = 0, second = 0] = bytes;
    if ((first & 0x1f) === 28) {
      if ((second & 0x80) !== 0) nals.push([(first & 0xe0) | (second & 0x1f)]);
      nals.at(-1)?.push(...bytes.subarray(2));
    } else if ((first & 0x1f) === 24) {
      for (let offset = 1; offset < bytes.length;) {
        const length = (bytes[offset] ?? 0) * 256 + (bytes[offset + 1] ?? 0);
        nals.push([...bytes.subarray(offset + 2, offset + 2 + length)]);
        offset += 2 + length;
      }
    } else nals.push([...bytes]);
  }
  return nals;
}

function nal(header: number, sizeBytes: number): Uint8Array {
  return Uint8Array.from({ length: sizeBytes }, (_, n) => (n === 0 ? header : n % 251));
}

describe("packetizeH264", () => {
  it("loses no byte, keeps to the packet size and marks the last packet only", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 6000 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(sizes, fc.boolean(), (sizesBytes, aggregate) => {
        const nals = sizesBytes.map((sizeBytes) => nal(0x65, sizeBytes));
        const payloads = packetizeH264(nals, aggregate);
        expect(reassemble(payloads)).toEqual(nals.map((unit) => [...unit]));
        expect(payloads.every(({ bytes }) => bytes.length <= MAX_PAYLOAD_BYTES)).toBe(true);
        expect(payloads.map(({ marker }) => marker)).toEqual(payloads.map((_, n) => n === payloads.length - 1));
      }),
      { numRuns: 60 },
    );
  });

  it("leaves a unit of exactly the packet size whole", () => {
    expect(packetizeH264([nal(0x41, MAX_PAYLOAD_BYTES)], false)).toHaveLength(1);
    expect(packetizeH264([nal(0x41, MAX_PAYLOAD_BYTES + 1)], false)).toHaveLength(2);
  });

  it("puts parameter sets and a small slice into one STAP-A with the greatest NRI", () => {
    const [payload, ...more] = packetizeH264([nal(0x67, 20), nal(0x68, 4), nal(0x25, 300)], true);
    expect(more).toEqual([]);
    expect(payload?.bytes[0]).toBe(0x60 | 24);
  });
});

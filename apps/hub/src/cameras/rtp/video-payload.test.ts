// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeHex, decodeHex } from "@nightlatch/bytes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AccessUnit, MAX_ACCESS_UNIT_BYTES } from "./access-unit.ts";
import { h264Payload } from "./h264-payload.ts";
import { h265Payload } from "./h265-payload.ts";
import type { VideoPayload } from "./video-payload.ts";

describe.each([
  {
    name: "H.264",
    payload: h264Payload,
    single: "65880102",
    aggregate: "18 0003 674d40 0002 68ee",
    aggregated: ["674d40", "68ee"],
    fragments: ["7c85 8801", "7c05 02", "7c45 0304"],
    whole: "6588 0102 0304".replaceAll(" ", ""),
    malformed: {
      "an empty packet": "",
      "an aggregate cut short": "18 0004 674d40",
      "an aggregate with an empty unit": "18 0000",
      "a trailing length": "18 0002 674d 00",
      "a fragment without a start": "7c05 02",
      "a fragment of nothing": "7c85",
      "interleaved aggregation": "19 0000 0002 674d",
      "type 0": "60 01",
    },
  },
  {
    name: "H.265",
    payload: h265Payload,
    single: "2601af0102",
    aggregate: "6001 0003 420101 0002 4401",
    aggregated: ["420101", "4401"],
    fragments: ["6201 93 af01", "6201 13 02", "6201 53 0304"],
    whole: "2601af01020304",
    malformed: {
      "an empty packet": "",
      "an aggregate cut short": "6001 0004 420101",
      "an aggregate with an empty unit": "6001 0000",
      "a trailing length": "6001 0002 4201 00",
      "a fragment without a start": "6201 13 02",
      "a fragment of nothing": "6201 93",
      PACI: "6401 0000",
    },
  },
])("$name in RTP", ({ payload, single, aggregate, aggregated, fragments, whole, malformed }) => {
  it("takes a single NAL unit", () => {
    expect(nalsOf(payload, [single])).toEqual([single]);
  });

  it("takes an aggregate apart", () => {
    expect(nalsOf(payload, [aggregate])).toEqual(aggregated);
  });

  it("puts fragments together again, header included", () => {
    expect(nalsOf(payload, fragments)).toEqual([whole]);
  });

  it("knows that a picture whose last fragment is missing is truncated", () => {
    const unit = new AccessUnit();
    for (const fragment of fragments.slice(0, -1)) payload.addTo(unit, bytes(fragment));
    expect(unit.isTruncated).toBe(true);
  });

  it.each(Object.entries(malformed))("refuses %s", (_, packet) => {
    expect(payload.addTo(new AccessUnit(), bytes(packet))).toBe(false);
  });

  it("refuses a picture without an end before it fills the memory", () => {
    const unit = new AccessUnit();
    payload.addTo(unit, bytes(fragments[0] ?? ""));
    const more = new Uint8Array(60_000);
    more.set(bytes(fragments[1] ?? ""));
    let taken = 0;
    while (payload.addTo(unit, more)) taken += more.length;
    expect(taken).toBeLessThanOrEqual(MAX_ACCESS_UNIT_BYTES);
  });

  it("survives any bytes", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (packets) => {
        const unit = new AccessUnit();
        for (const packet of packets) payload.addTo(unit, packet);
        const sentBytes = packets.reduce((sum, packet) => sum + packet.length, 0);
        expect(unit.nals.reduce((sum, nal) => sum + nal.length, 0)).toBeLessThanOrEqual(sentBytes);
      }),
    );
  });
});

function nalsOf(payload: VideoPayload, packets: readonly string[]): string[] {
  const unit = new AccessUnit();
  for (const packet of packets) expect(payload.addTo(unit, bytes(packet))).toBe(true);
  return unit.nals.map((nal) => encodeHex(nal));
}

function bytes(hex: string): Uint8Array {
  return decodeHex(hex.replaceAll(" ", ""));
}

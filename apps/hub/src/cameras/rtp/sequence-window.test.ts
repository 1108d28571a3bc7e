// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RtpPacket } from "./rtp-packet.ts";
import { SequenceWindow } from "./sequence-window.ts";

describe("SequenceWindow", () => {
  it("passes packets in order at once, over the wrap as well", () => {
    expect(pass([65_534, 65_535, 0, 1])).toEqual([65_534, 65_535, 0, 1]);
  });

  it("puts neighbours right that arrive swapped, and counts nothing as lost", () => {
    expect(pass([10, 12, 11, 14, 13])).toEqual([10, 11, 12, 13, 14]);
  });

  it("gives up on a packet that does not come, and says how many are missing", () => {
    const sequences = [1, 4, ...range(5, 30)];
    const passed = pass(sequences);
    expect(passed.slice(0, 3)).toEqual([1, "lost 2", 4]);
    expect(passed.slice(-1)).toEqual([30]);
  });

  it("ignores duplicates, and packets that come after it gave up on them", () => {
    expect(pass([1, 2, 2, 1, 3])).toEqual([1, 2, 3]);
    expect(pass([1, 3, 3, 3, 2])).toEqual([1, 2, 3]);
    expect(pass([1, ...range(3, 19), 2, 20])).toEqual([1, "lost 1", ...range(3, 20)]);
  });

  it("takes a far jump for a new start, which may have cost something", () => {
    expect(pass([100, 101, 40_000, 40_001])).toEqual([100, 101, "lost 1", 40_000, 40_001]);
  });

  it("never passes a sequence number twice or out of order, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 })), (sequences) => {
        const passed = pass(sequences).filter((one) => typeof one === "number");
        expect(passed).toEqual([...new Set(passed)].sort((a, b) => a - b));
      }),
    );
  });
});

function pass(sequences: readonly number[]): (number | string)[] {
  const passed: (number | string)[] = [];
  const window = new SequenceWindow(({ sequence }, lostBefore) => {
    if (lostBefore > 0) passed.push(`lost ${lostBefore}`);
    passed.push(sequence);
  });
  for (const sequence of sequences) window.push(packetOf(sequence));
  return passed;
}

function packetOf(sequence: number): RtpPacket {
  return { payloadType: 96, marker: false, sequence, timestamp: 0, ssrc: 1, payload: new Uint8Array(1) };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { enormousBytesSps, enormousPictureSps } from "./enormous-sps.ts";
import { Misbehaviour } from "./misbehaviour.ts";
import { PacketFaults } from "./packet-faults.ts";

function passAll(setup: Partial<Misbehaviour>, count: number): (number | undefined)[] {
  const faults = new PacketFaults(Object.assign(new Misbehaviour(), setup));
  const packets = Array.from({ length: count }, (_, n) => Uint8Array.of(n + 1));
  return packets.flatMap((packet) => faults.pass(packet)).map((packet) => packet[0]);
}

describe("PacketFaults", () => {
  it("touches nothing in a healthy camera", () => {
    expect(passAll({}, 4)).toEqual([1, 2, 3, 4]);
  });

  it("loses each third packet", () => {
    expect(passAll({ dropEveryNthPacket: 3 }, 7)).toEqual([1, 2, 4, 5, 7]);
  });

  it("swaps each third packet with the next one and loses none", () => {
    expect(passAll({ swapEveryNthPacket: 3 }, 8)).toEqual([1, 2, 4, 3, 5, 7, 6, 8]);
  });

  it("swaps even each packet without holding one for ever", () => {
    expect(passAll({ swapEveryNthPacket: 1 }, 4)).toEqual([2, 1, 4, 3]);
  });
});

describe("enormous parameter sets", () => {
  it("need no emulation prevention, so that receivers read the sizes as meant", () => {
    expect(Buffer.from(enormousPictureSps()).includes(Buffer.from([0, 0]))).toBe(false);
  });

  it("keep the honest beginning", () => {
    const sps = enormousBytesSps(Uint8Array.of(0x67, 66));
    expect([sps.length, sps[0], sps[1]]).toEqual([60_000, 0x67, 66]);
  });
});

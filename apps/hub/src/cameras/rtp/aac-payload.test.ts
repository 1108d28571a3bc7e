// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex, encodeHex } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import { AacPayload, parseAacFormat } from "./aac-payload.ts";

const HBR = { sizeBits: 13, indexBits: 3, indexDeltaBits: 3 };

describe("AacPayload", () => {
  it("takes one frame, or several", () => {
    expect(push("0010 0018 aabbcc")).toEqual(["aabbcc"]);
    expect(push("0020 0010 0008 aabb cc")).toEqual(["aabb", "cc"]);
  });

  it("puts a frame together that spans packets", () => {
    const payload = new AacPayload(HBR);
    expect(payload.push(bytes("0010 0028 aabb"))).toEqual([]);
    expect(payload.push(bytes("0010 0028 ccddee"))?.map(encodeHex)).toEqual(["aabbccddee"]);
  });

  it("does not mend a frame over a lost packet", () => {
    const payload = new AacPayload(HBR);
    payload.push(bytes("0010 0028 aabb"));
    payload.reset();
    expect(payload.push(bytes("0010 0028 ccddee"))).toEqual([]);
  });

  it.each([
    ["nothing", ""],
    ["headers longer than the packet", "ffff 0018"],
    ["no header", "0000 aabb"],
    ["frames longer than the packet", "0020 0010 0018 aabb cc"],
    ["an interleaved frame", "0010 0019 aabbcc"],
    ["more fragment than frame", "0010 0010 aabb 00".replace("0010 0010", "0010 0000")],
  ])("refuses or empties %s", (_, packet) => {
    expect(push(packet) ?? []).toEqual([]);
  });
});

describe("parseAacFormat", () => {
  it("reads the lengths, and knows those of the modes", () => {
    expect(parseAacFormat(new Map([["mode", "AAC-hbr"]]))).toEqual(HBR);
    expect(parseAacFormat(new Map([["mode", "AAC-lbr"]]))?.sizeBits).toBe(6);
    expect(parseAacFormat(new Map([["sizelength", "10"]]))?.sizeBits).toBe(10);
  });

  it.each(["0", "99", "-1", "x"])("refuses a size length of %s", (sizelength) => {
    expect(parseAacFormat(new Map([["sizelength", sizelength]]))).toBeUndefined();
  });
});

function push(packet: string): string[] | undefined {
  return new AacPayload(HBR).push(bytes(packet))?.map(encodeHex);
}

function bytes(hex: string): Uint8Array {
  return decodeHex(hex.replaceAll(" ", ""));
}

// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeHex } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import { systemRandom } from "./random.ts";

describe("systemRandom", () => {
  it("gives as many bytes as it was asked for", () => {
    for (const lengthBytes of [0, 1, 12, 16, 17, 4096, 65_536])
      expect(systemRandom(lengthBytes)).toHaveLength(lengthBytes);
  });

  it("never hands the same bytes out twice", () => {
    const drawn = Array.from({ length: 5000 }, () => encodeHex(systemRandom(12)));
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it("hands out memory of its own each time", () => {
    const [first, second] = [systemRandom(16), systemRandom(16)];
    const before = encodeHex(second);
    first.fill(0);
    expect(first.buffer).not.toBe(second.buffer);
    expect(encodeHex(second)).toBe(before);
  });

  it("leaves no byte of a draw unfilled", () => {
    const seen = Array.from({ length: 16 }, () => new Set<number>());
    for (let draw = 0; draw < 400; draw += 1) systemRandom(16).forEach((byte, at) => seen[at]?.add(byte));
    for (const values of seen) expect(values.size).toBeGreaterThan(100);
  });

  it("refuses more than the system gives at once", () => {
    expect(() => systemRandom(65_537)).toThrow();
  });
});

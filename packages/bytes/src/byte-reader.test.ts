// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import {
  ByteReader,
  compareBytes,
  concatBytes,
  decodeBase64url,
  decodeHex,
  decodeUtf8,
  encodeBase64url,
  equalBytes,
} from "./index.ts";

describe("ByteReader", () => {
  it("reads big-endian numbers and views in order", () => {
    const reader = new ByteReader(Uint8Array.of(1, 0, 2, 0, 0, 0, 3, 9, 9));
    expect([reader.u8(), reader.u16(), reader.u32(), [...reader.take(2)]]).toEqual([1, 2, 3, [9, 9]]);
    reader.end();
  });

  it("refuses to read past the end, by any getter", () => {
    const short = () => new ByteReader(Uint8Array.of(1));
    for (const read of [() => short().u16(), () => short().u32(), () => short().u64(), () => short().take(2)]) {
      expect(read).toThrow(expect.objectContaining({ code: "bytes.truncated" }));
    }
    expect(() => short().take(-1)).toThrow(expect.objectContaining({ code: "bytes.truncated" }));
  });

  it("says when bytes are left over", () => {
    expect(() => {
      new ByteReader(Uint8Array.of(1)).end();
    }).toThrow(expect.objectContaining({ code: "bytes.trailing" }));
  });

  it("keeps to its window of a larger buffer", () => {
    const window = Uint8Array.of(1, 2, 3, 4).subarray(1, 3);
    const reader = new ByteReader(window);
    expect(reader.u16()).toBe(0x0203);
    expect(() => reader.u8()).toThrow(expect.objectContaining({ code: "bytes.truncated" }));
  });
});

describe("encodings", () => {
  it.each(["a", "ab=", "ab+/", "a b", "ü"])("refuses %j as base64url", (text) => {
    expect(() => decodeBase64url(text)).toThrow(expect.objectContaining({ code: "bytes.malformed" }));
  });

  it("refuses odd, foreign and upper-case hex, and invalid UTF-8", () => {
    for (const decode of [
      () => decodeHex("abc"),
      () => decodeHex("zz"),
      () => decodeHex("aB"),
      () => decodeUtf8(Uint8Array.of(0xc0, 0x80)),
    ]) {
      expect(decode).toThrow(expect.objectContaining({ code: "bytes.malformed" }));
    }
  });

  it("writes base64url without padding", () => {
    expect(encodeBase64url(Uint8Array.of(255, 254))).toBe("__4");
  });

  it("compares and joins", () => {
    expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2), concatBytes(Uint8Array.of(1), Uint8Array.of(2)))).toBe(true);
    expect(compareBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBeLessThan(0);
    expect(compareBytes(Uint8Array.of(200), Uint8Array.of(3, 0))).toBeGreaterThan(0);
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { decodeCbor, encodeCbor, encodeHex } from "./index.ts";

describe("deterministic CBOR on Node", () => {
  it("takes a Buffer for the bytes it holds, outside and inside", () => {
    const plain = encodeCbor({ a: Uint8Array.of(1, 2), b: [Uint8Array.of(3)] });
    expect(encodeHex(encodeCbor({ a: Buffer.of(1, 2), b: [Buffer.of(3)] }))).toBe(encodeHex(plain));
    expect(encodeHex(encodeCbor(decodeCbor(Buffer.from(plain))))).toBe(encodeHex(plain));
  });
});

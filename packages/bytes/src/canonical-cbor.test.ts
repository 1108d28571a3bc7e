// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import vectors from "../../../vectors/bytes/deterministic-cbor.json" with { type: "json" };
import { decodeCbor, decodeHex, encodeCbor, encodeHex, type CborValue } from "./index.ts";

describe("deterministic CBOR", () => {
  it.each(vectors.cases)("$name", ({ hex, error }) => {
    if (error === undefined) expect(encodeHex(encodeCbor(decodeCbor(decodeHex(hex))))).toBe(hex);
    else expect(() => decodeCbor(decodeHex(hex))).toThrow(expect.objectContaining({ code: error }));
  });

  it("decodes what it encodes, for any value of the profile", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const bytes = encodeCbor(value);
        expect(encodeHex(encodeCbor(decodeCbor(bytes)))).toBe(encodeHex(bytes));
      }),
    );
  });

  it("accepts arbitrary bytes only when they are their own encoding", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const value = decodedOrUndefined(bytes);
        if (value !== undefined) expect(encodeHex(encodeCbor(value))).toBe(encodeHex(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([[1.5], [Number.NaN], [Number.POSITIVE_INFINITY], [-0], [2 ** 53]])("does not encode %d", (value) => {
    expect(() => encodeCbor(value)).toThrow(expect.objectContaining({ code: "bytes.malformed" }));
  });
});

const { value: anyValue } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.maxSafeInteger().map((n) => n + 0),
    fc.string({ unit: "grapheme" }),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 }),
  ),
}));

function decodedOrUndefined(bytes: Uint8Array): CborValue | undefined {
  try {
    return decodeCbor(bytes);
  } catch {
    return undefined;
  }
}

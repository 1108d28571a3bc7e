// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import vectors from "../../../vectors/bytes/deterministic-cbor.json" with { type: "json" };
import { decodeCbor, encodeCbor, type CborValue } from "./canonical-cbor.ts";
import { isCanonicalForm } from "./canonical-form.ts";
import { decodeHex } from "./encodings.ts";

const { value } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -300, max: 70_000 }), fc.boolean(), fc.constant(null)),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Uint8Array.from(bytes)),
    fc.array(tie("value"), { maxLength: 30 }),
    fc.dictionary(fc.oneof(fc.string({ unit: "binary", maxLength: 30 }), fc.nat().map(String)), tie("value"), {
      maxKeys: 30,
    }),
  ),
}));

describe("the canonical form", () => {
  it("is what the library encodes, for every value of the profile", () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(isCanonicalForm(one, encodeCbor(one))).toBe(true);
      }),
    );
  });

  it("is no other bytes: none changed, left out or added", () => {
    fc.assert(
      fc.property(value, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, place, change) => {
        const bytes = encodeCbor(one);
        const changed = Uint8Array.from(bytes);
        const at = place % bytes.length;
        changed[at] = (changed[at] ?? 0) ^ change;
        expect(isCanonicalForm(one, changed)).toBe(false);
        expect(isCanonicalForm(one, bytes.subarray(0, at))).toBe(false);
        expect(isCanonicalForm(one, Uint8Array.of(...bytes, change))).toBe(false);
      }),
    );
  });

  it.each(vectors.cases.filter(({ valid }) => valid === true))("$name", ({ hex }) => {
    expect(isCanonicalForm(decodeCbor(decodeHex(hex)), decodeHex(hex))).toBe(true);
  });

  it.each([
    ["an integer in a longer form", 23, "1817"],
    ["an integer in a much longer form", 255, "1900ff"],
    ["an integer in the longest form", 65_536, "1b0000000000010000"],
    ["a length in a longer form", Uint8Array.of(255), "5801ff"],
    ["bytes of unknown length", Uint8Array.of(1), "5f4101ff"],
    ["text as bytes", "a", "4161"],
    ["map keys out of order", { a: 1, b: 2 }, "a2616202616101"],
    ["a longer key before a shorter one", { b: 1, aa: 2 }, "a262616102616201"],
    ["a key left out", { a: 1, b: 2 }, "a1616101"],
    ["a float", 1, "f93c00"],
    ["another simple value", true, "f4"],
    ["undefined", null, "f7"],
    ["nothing", 0, ""],
  ] as const)("is not %s", (_name, one, hex) => {
    expect(isCanonicalForm(one, decodeHex(hex))).toBe(false);
  });
});

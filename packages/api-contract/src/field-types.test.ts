// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesText, countText, idText } from "./field-types.ts";

describe("an id in text", () => {
  it("is taken for every 16 bytes, and decodes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(decodeBase64url(idText.parse(encodeBase64url(bytes)))).toEqual(bytes);
      }),
    );
  });

  it("is refused in any spelling that would not decode to 16 bytes", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 0, maxLength: 30, unit: "binary-ascii" }), (text) => {
        if (idText.safeParse(text).success) expect(decodeBase64url(text)).toHaveLength(16);
      }),
    );
    for (const text of ["", "A".repeat(21), "A".repeat(23), `${"A".repeat(21)}B`, `${"A".repeat(21)}=`, "A\nA"]) {
      expect(idText.safeParse(text).success, text).toBe(false);
    }
  });
});

describe("bytes in text", () => {
  it("are bounded by what they decode to", () => {
    const field = bytesText(33);
    expect(field.safeParse(encodeBase64url(new Uint8Array(33))).success).toBe(true);
    expect(field.safeParse(encodeBase64url(new Uint8Array(34))).success).toBe(false);
  });

  it.each(["ab=", "ab+/", "a b", "ü", 7, null])("are not %j", (value) => {
    expect(bytesText(99).safeParse(value).success).toBe(false);
  });
});

describe("a number in a path or query", () => {
  it("is a whole number that JavaScript holds exactly", () => {
    expect([countText().parse("0"), countText().parse(7), countText(3, 3).parse("3")]).toEqual([0, 7, 3]);
  });

  it.each(["-1", "1.5", "x", "9007199254740992", "Infinity", "NaN", "", " ", "1e3", "0x10", -1, 0.5, null])(
    "is not %j",
    (text) => {
      expect(countText().safeParse(text).success).toBe(false);
    },
  );
});

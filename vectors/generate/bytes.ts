// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/bytes: deterministic CBOR, one fault a case. */
import { decodeHex, encodeCbor, encodeHex, type CborValue } from "@nightlatch/bytes";
import { writeVectors, type VectorCase } from "./vector-file.ts";

const good: readonly (readonly [string, CborValue])[] = [
  ["zero", 0],
  ["twenty-four needs a second byte", 24],
  ["the largest safe integer", Number.MAX_SAFE_INTEGER],
  ["a negative integer", -500],
  ["bytes", Uint8Array.of(1, 2, 3)],
  ["text beyond ASCII", "Küche 🐈"],
  ["true, false, null", [true, false, null]],
  ["a map is sorted by its encoded keys", { b: 1, aa: 2, a: 3 }],
  ["an empty map", {}],
];

const bad: readonly (readonly [string, string])[] = [
  ["an integer in a longer form than needed", "1817"],
  ["a length in a longer form than needed", "5801ff"],
  ["map keys out of order", "a2616201616102"],
  ["a key twice", "a2616101616102"],
  ["a map with a number as key", "a10102"],
  ["a tag", "c11a514b67b0"],
  ["a half float", "f93c00"],
  ["a double float", "fb3ff8000000000000"],
  ["a byte string of indefinite length", "5f4101ff"],
  ["an array of indefinite length", "9f01ff"],
  ["undefined", "f7"],
  ["a simple value", "e0"],
  ["an integer over 2^53-1", "1b0020000000000000"],
  ["the largest 64-bit integer", "1bffffffffffffffff"],
  ["text that is not UTF-8", "61ff"],
  ["a byte left over", "0000"],
  ["a truncated byte string", "44010203"],
  ["a truncated map", "a16161"],
  ["nothing at all", ""],
  ["nested seventeen deep", "81".repeat(17) + "00"],
];

export function generateBytes(): void {
  const cases: VectorCase[] = [
    ...good.map(([name, value]) => ({ name, hex: encodeHex(encodeCbor(value)), valid: true })),
    ...bad.map(([name, hex]) => ({ name, hex: encodeHex(decodeHex(hex)), error: "bytes.malformed" })),
  ];
  writeVectors("bytes/deterministic-cbor", "Decoding a valid case and encoding again gives the same bytes.", cases);
}

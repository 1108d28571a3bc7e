// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file JSON spellings of ids and bytes. Values are checked here once; inside, code holds bytes. */
import { z } from "zod";

/** Exactly `count` bytes as base64url in its one canonical form: unused bits of the last character are zero. */
export function exactBytesText(count: number) {
  const [whole, rest] = [Math.floor(count / 3) * 4, count % 3];
  const tail = rest === 0 ? "" : rest === 1 ? "[A-Za-z0-9_-][AQgw]" : "[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048]";
  return z
    .string()
    .regex(new RegExp(`^[A-Za-z0-9_-]{${String(whole)}}${tail}$`, "u"))
    .describe(`${String(count)} bytes, base64url without padding`);
}

/** A 16-byte id: 22 characters of base64url. */
export const idText = exactBytesText(16);

/** Bytes as base64url, at most `maxBytes` of them. */
export function bytesText(maxBytes: number) {
  const maxCharacters = Math.ceil((maxBytes * 4) / 3);
  return z
    .string()
    .max(maxCharacters)
    .regex(/^[A-Za-z0-9_-]*$/u)
    .describe("bytes, base64url without padding");
}

/** A whole number in a path or query: digits only, as `Number("")` is 0 and nobody meant that. */
export function countText(min = 0, max: number = Number.MAX_SAFE_INTEGER) {
  const digits = z.string().regex(/^\d+$/u).transform(Number);
  return z.union([z.number(), digits]).pipe(z.number().int().min(min).max(max));
}

/** A whole number from 0 that JavaScript holds exactly. */
export const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const timeMs = count.describe("Unix milliseconds");
export const hashText = exactBytesText(32);

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file JSON spellings of ids and bytes. Values are checked here once; inside, code holds bytes. */
import { z } from "zod";

/** A 16-byte id: 22 characters of base64url. */
export const idText = z
  .string()
  .regex(/^[A-Za-z0-9_-]{22}$/u)
  .describe("16-byte id, base64url");

/** Bytes as base64url, at most `maxBytes` of them. */
export function bytesText(maxBytes: number) {
  const maxCharacters = Math.ceil((maxBytes * 4) / 3);
  return z
    .string()
    .max(maxCharacters)
    .regex(/^[A-Za-z0-9_-]*$/u)
    .describe("bytes, base64url without padding");
}

/** A whole number from 0 that JavaScript holds exactly, in a path or query. */
export const countText = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const timeMs = count.describe("Unix milliseconds");

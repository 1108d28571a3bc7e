// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file SHA-256 (FIPS 180-4), bare and with a label. */
import { sha256Parts } from "#hash-backend";
import type { Hash } from "./keys.ts";
import { labelBytes } from "./label.ts";

export type { Hash } from "./keys.ts";

/** SHA-256 of the parts, one behind the other. */
export function sha256(...parts: readonly Uint8Array[]): Hash {
  return sha256Parts(parts) as Hash;
}

/** SHA-256(label ‖ 0x00 ‖ parts). Parts are not delimited: all but the last must have a fixed length. */
export function labelledHash(label: string, ...parts: readonly Uint8Array[]): Hash {
  return sha256Parts([labelBytes(label), ...parts]) as Hash;
}

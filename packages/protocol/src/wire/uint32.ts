// SPDX-License-Identifier: AGPL-3.0-or-later
/** A number as four big-endian bytes. The caller keeps it within 0 … 2^32-1. */
export function encodeUint32(value: number): Uint8Array {
  return Uint8Array.of((value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

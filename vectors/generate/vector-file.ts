// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Writes one family of vectors. Bytes are lower-case hex; `error` is the exact code expected. */
import { encodeHex } from "@nightlatch/bytes";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export type VectorCase = Readonly<Record<string, unknown>> & Readonly<{ name: string }>;

export function writeVectors(family: string, comment: string, cases: readonly VectorCase[], shared: object = {}): void {
  const path = fileURLToPath(new URL(`../${family}.json`, import.meta.url));
  const json = JSON.stringify({ family, comment, ...shared, cases }, bytesAsHex, 2);
  writeFileSync(path, `${json}\n`);
}

/** A copy with one bit of one byte changed. */
export function flipped(bytes: Uint8Array, index: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[index] = (changed[index] ?? 0) ^ 1;
  return changed;
}

function bytesAsHex(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? encodeHex(value) : value;
}

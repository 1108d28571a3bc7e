// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Domain separation. Every hash, derived key and signature starts with a label of ours and a zero byte, so
 * that bytes made for one purpose are never valid for another (protocol §1).
 */
import { concatBytes, encodeUtf8 } from "@nightlatch/bytes";

const PREFIX = "nightlatch/v1/";

const encodedLabels = new Map<string, Uint8Array>();

/** The label's bytes: prefix, name, 0x00. Names are constants of ours, never input. */
export function labelBytes(name: string): Uint8Array {
  const known = encodedLabels.get(name);
  if (known !== undefined) return known;
  const encoded = concatBytes(encodeUtf8(PREFIX + name), Uint8Array.of(0));
  encodedLabels.set(name, encoded);
  return encoded;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What nobody without the key can make: a signed structure is believed for exactly the bytes that were signed. */
import { encodeHex } from "@nightlatch/bytes";
import { promised } from "../target.ts";

export type Genuine = Readonly<{ assertGenuine(input: Uint8Array, what: string): void }>;

export function onlyThese(genuine: readonly Uint8Array[]): Genuine {
  const known = new Set(genuine.map(encodeHex));
  return {
    assertGenuine(input, what) {
      promised(known.has(encodeHex(input)), `believed ${what} that its signer did not sign`);
    },
  };
}

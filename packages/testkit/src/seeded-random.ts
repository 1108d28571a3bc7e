// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Randomness that is the same in every run. Never a key for anything real. */
import { concatBytes, encodeUtf8 } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import type { RandomSource } from "@nightlatch/crypto/random";

/** SHA-256(seed ‖ counter), block by block: two sources with one seed give the same bytes. */
export function seededRandom(seed: string): RandomSource {
  let counter = 0;
  return (lengthBytes) => {
    const blocks: Uint8Array[] = [];
    for (let have = 0; have < lengthBytes; have += 32) {
      blocks.push(sha256(encodeUtf8(`${seed}/${counter}`)));
      counter += 1;
    }
    return concatBytes(...blocks).slice(0, lengthBytes);
  };
}

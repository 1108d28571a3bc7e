// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The product's clip opener, but for the seal: it takes the fragment out of its frame unopened. For what
 * clear-sealer.ts made, and for bench/ alone.
 */
import { merkleLeafHash } from "@nightlatch/crypto/merkle";
import { FRAME_HEAD_BYTES, readWholeFrame } from "@nightlatch/protocol/wire";
import { plainLeafHash } from "../../../packages/protocol/src/clip-secrets.ts";
import * as product from "../../../packages/protocol/src/open/clip-opener.ts";

export { ClipOpener } from "../../../packages/protocol/src/open/clip-opener.ts";

const TAG_BYTES = 16;

export async function openClip(...words: Parameters<typeof product.openClip>): Promise<product.ClipOpener> {
  const opener = await product.openClip(...words);
  opener.openFragment = (frame) => {
    const { track, startsGop, sequence } = readWholeFrame(frame);
    const plain = frame.subarray(FRAME_HEAD_BYTES, frame.length - TAG_BYTES);
    return Promise.resolve({
      track,
      startsGop,
      sequence,
      plain,
      get sealedLeaf() {
        return merkleLeafHash(frame);
      },
      get plainLeaf() {
        return plainLeafHash(opener.saltOf(sequence), plain);
      },
    });
  };
  return opener;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The product's clip sealer, but for the seal: the fragment's bytes go into the frame as they are. Opening,
 * head, lengths and leaves are those of the product. A yardstick for bench/ alone: the product has no clear path.
 */
import { SEED_BYTES } from "@nightlatch/crypto/keys";
import { FRAME_HEAD_BYTES, writeFragmentHead } from "@nightlatch/protocol/wire";
import { ClipSalts } from "../../../packages/protocol/src/clip-secrets.ts";
import * as product from "../../../packages/protocol/src/seal/clip-sealer.ts";

export { ClipSealer, manifestLeaves } from "../../../packages/protocol/src/seal/clip-sealer.ts";

const NO_NONCE = new Uint8Array(12);
/** Where the product's tag stands. */
const TAG_BYTES = 16;

export async function createClipSealer(plan: product.ClipPlan): Promise<product.ClipSealer> {
  const sealer = await product.createClipSealer(plan);
  const salts = new ClipSalts(plan.random(SEED_BYTES));
  let nextSequence = 0;
  sealer.sealFragment = ({ track, startsGop, plain }) => {
    const sequence = nextSequence;
    nextSequence += 1;
    const frame = new Uint8Array(FRAME_HEAD_BYTES + plain.length + TAG_BYTES);
    frame.set(plain, FRAME_HEAD_BYTES);
    writeFragmentHead(frame, { track, startsGop, sequence, nonce: NO_NONCE });
    return Promise.resolve({ frame, track, startsGop, sequence, plain, salts });
  };
  return sealer;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The household's key in the public log: it follows from the lane group's seed, so it changes with it (§5). */
import { deriveKey } from "@nightlatch/crypto/kdf";
import { SEED_BYTES } from "@nightlatch/crypto/keys";
import { signerFromSeed, type Signer } from "@nightlatch/crypto/signature";
import type { LaneId } from "../wire/index.ts";
import { placeContext, type EpochSecrets } from "./epoch-secrets.ts";

/** Signs leaves of one epoch. @param epoch of the lane group */
export function laneSigner(lane: LaneId, { group, epoch, seed }: EpochSecrets): Signer {
  return signerFromSeed(deriveKey(seed, "lane-key", placeContext({ lane, group, epoch }), SEED_BYTES));
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A household's next leaf for the public log: a salted commitment to its ledger's head (protocol §13.1). */
import type { Hash } from "@nightlatch/crypto/keys";
import type { RandomSource } from "@nightlatch/crypto/random";
import type { Signer, VerifyKey } from "@nightlatch/crypto/signature";
import { LANE_SALT_BYTES, laneHeadCommitment, signLaneLeaf } from "../wire/index.ts";

export type LaneLeafMaking = Readonly<{
  /** The key that the lane's last leaf announced: that of the lane group's epoch before the entry. */
  signer: Signer;
  /** The lane key after the entry; the same one unless the entry rotates the lane group. */
  nextKey: VerifyKey;
  /** The lane's last leaf; absent when this is its first. */
  previous?: Uint8Array;
  /** The ledger's head after entry `seq`. */
  head: Hash;
  seq: number;
  random: RandomSource;
}>;

/** A leaf, and what opens its commitment: for the household and its server, nobody else. */
export type MadeLaneLeaf = Readonly<{ leaf: Uint8Array; salt: Uint8Array; seq: number }>;

/** The salt is fresh for each leaf: a cover leaf over the same head looks like any other. */
export async function makeLaneLeaf(making: LaneLeafMaking): Promise<MadeLaneLeaf> {
  const { signer, nextKey, previous, head, seq, random } = making;
  const salt = random(LANE_SALT_BYTES);
  const commitment = laneHeadCommitment(salt, seq, head);
  const before = previous === undefined ? {} : { previous };
  const leaf = await signLaneLeaf(signer, { kind: "household", ...before, commitment, next: nextKey });
  return { leaf, salt, seq };
}

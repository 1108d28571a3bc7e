// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Signs the next leaf of a lane. The key comes in as a Signer: a household's from its keyring, the release
 * lane's from the server that serves the app.
 */
import { invariant } from "@nightlatch/errors";
import type { Hash } from "@nightlatch/crypto/keys";
import type { Signer, VerifyKey } from "@nightlatch/crypto/signature";
import {
  decodeLaneLeaf,
  encodeLaneLeaf,
  LANE_LEAF_CONTEXT,
  laneLeafHash,
  laneLeafSignedBytes,
  logLaneOf,
  NO_LEAF_BEFORE,
  type LaneLeafKind,
} from "./lane-leaf.ts";
import { verifyLaneLeaf } from "./verify-lane-leaf.ts";

export type NextLeaf = Readonly<{
  kind: LaneLeafKind;
  /** The lane's last leaf; absent when this is its first. */
  previous?: Uint8Array;
  commitment: Hash;
  /** Whose leaf the following one will be. */
  next: VerifyKey;
}>;

/** The 214 bytes. `signer` must be whom the previous leaf announced. @throws protocol.malformed | bad_version */
export async function signLaneLeaf(
  signer: Signer,
  { kind, previous, commitment, next }: NextLeaf,
): Promise<Uint8Array> {
  const before = previous === undefined ? undefined : { leaf: decodeLaneLeaf(previous), hash: laneLeafHash(previous) };
  const unsigned = {
    kind,
    lane: before?.leaf.lane ?? logLaneOf(kind, signer.publicKey),
    slot: before === undefined ? 0 : before.leaf.slot + 1,
    prev: before?.hash ?? NO_LEAF_BEFORE,
    commitment,
    key: signer.publicKey,
    next,
  };
  const signature = await signer.sign(LANE_LEAF_CONTEXT, laneLeafSignedBytes(unsigned));
  const leaf = encodeLaneLeaf({ ...unsigned, signature });
  const verdict = verifyLaneLeaf(leaf, previous);
  invariant(verdict.kind === "linear", `a lane leaf of our own was refused: ${JSON.stringify(verdict)}`);
  return leaf;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The next leaf of a household's lane, after the one that the server names as its last (protocol §13.1). The
 * server could name a false one to have two leaves signed for one slot: what does not follow from this device's own
 * history is not followed.
 */
import { equalBytes } from "@nightlatch/bytes";
import type { RandomSource } from "@nightlatch/crypto/random";
import type { Signer } from "@nightlatch/crypto/signature";
import {
  decodeLaneLeaf,
  formatId,
  isLaneLeafSigned,
  laneGroup,
  laneHeadCommitment,
  parseLaneLeaf,
  type LaneLeaf,
  type LedgerState,
} from "../wire/index.ts";
import type { Hash } from "@nightlatch/crypto/keys";
import type { Keyring } from "./keyring.ts";
import { laneSigner } from "./lane-signer.ts";
import { makeLaneLeaf, type MadeLaneLeaf } from "./make-lane-leaf.ts";

/** A leaf as the server names it, and what it says opens it. */
export type NamedLeaf = Readonly<{ leaf: Uint8Array; salt: Uint8Array; seq: number }>;

export type NextLeaf = Readonly<{
  /** The lane's last leaf by the server's word; undefined when it says that there is none. */
  last: NamedLeaf | undefined;
  /** The newest leaf that this device saw in the log itself. */
  seen: Uint8Array | undefined;
  /** The state before the entry that the leaf is for, and after it; the same for a leaf without an entry. */
  before: LedgerState;
  after: LedgerState;
  /** The head after entry `seq`, computed by this device. */
  headAt: (seq: number) => Hash | undefined;
  keyring: Keyring;
  random: RandomSource;
}>;

/** Undefined where the household has no log, this device no lane key, or the server no lane that could be followed. */
export async function nextLaneLeaf(next: NextLeaf): Promise<MadeLaneLeaf | undefined> {
  const { last, after, random } = next;
  const nextKey = after.laneKeys.at(-1)?.key;
  if (after.policy === "" || nextKey === undefined || !isFollowable(next)) return undefined;
  const signer = announcedSigner(next);
  if (signer === undefined) return undefined;
  const previous = last === undefined ? {} : { previous: last.leaf };
  return makeLaneLeaf({ signer, nextKey, ...previous, head: after.head, seq: after.seq, random });
}

/**
 * By the key that the last leaf announced, of whichever epoch of the lane group: an entry that changed the lane's key
 * may have stayed without its leaf. The ledger must name that key, too.
 */
function announcedSigner({ last, before, keyring }: NextLeaf): Signer | undefined {
  const announced = last === undefined ? before.laneKeys[0]?.key : decodeLaneLeaf(last.leaf).next;
  if (announced === undefined || !before.laneKeys.some(({ key }) => equalBytes(key, announced))) return undefined;
  const group = formatId(laneGroup(before));
  const signers = keyring.epochs
    .filter((epoch) => formatId(epoch.group) === group)
    .map((epoch) => laneSigner(before.lane, epoch));
  return signers.find(({ publicKey }) => equalBytes(publicKey, announced));
}

function isFollowable({ last, seen, headAt }: NextLeaf): boolean {
  const known = seen === undefined ? undefined : parseLaneLeaf(seen);
  const knownSlot = typeof known === "object" ? known.slot : -1;
  if (last === undefined) return knownSlot === -1;
  const leaf = parseLaneLeaf(last.leaf);
  if (typeof leaf === "string" || !isLaneLeafSigned(leaf)) return false;
  if (leaf.slot < knownSlot) return false;
  if (leaf.slot === knownSlot && seen !== undefined && !equalBytes(seen, last.leaf)) return false;
  return commitsToOurs(leaf, last, headAt);
}

/** To a head of the history that this device judged itself. */
function commitsToOurs(leaf: LaneLeaf, { salt, seq }: NamedLeaf, headAt: NextLeaf["headAt"]): boolean {
  const head = headAt(seq);
  return head !== undefined && equalBytes(laneHeadCommitment(salt, seq, head), leaf.commitment);
}

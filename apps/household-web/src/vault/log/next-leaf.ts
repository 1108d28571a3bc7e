// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The leaf that goes into the public log with an entry (protocol §13.1). The server names the lane's last leaf,
 * and could name a false one to have two leaves signed for one slot: what does not follow from this browser's own
 * history is not followed. The entry then goes without; a hub logs its head later.
 */
import { equalBytes } from "@nightlatch/bytes";
import type { RandomSource } from "@nightlatch/crypto/random";
import { laneSigner, makeLaneLeaf, type MadeLaneLeaf, type SignedEntry } from "@nightlatch/protocol/keys";
import type { LogView } from "@nightlatch/protocol/log";
import {
  currentEpoch,
  isLaneLeafSigned,
  laneGroup,
  laneHeadCommitment,
  parseLaneLeaf,
  type LaneLeaf,
} from "@nightlatch/protocol/wire";
import type { HouseholdKeys } from "../ledger/ledger-follower.ts";
import type { LedgerHistory } from "../ledger/ledger-history.ts";
import type { HouseholdServer, LastLeaf } from "../server/household-server.ts";

export type LeafDeps = Readonly<{
  server: Pick<HouseholdServer, "lastLeaf">;
  history: LedgerHistory;
  view: LogView | undefined;
  random: RandomSource;
}>;

/** Undefined where the household has no log, this device no lane key, or the server no lane that could be followed. */
export async function nextLeaf(
  deps: LeafDeps,
  before: HouseholdKeys,
  { state }: Pick<SignedEntry, "state">,
): Promise<MadeLaneLeaf | undefined> {
  const epoch = currentEpoch(before.state, laneGroup(before.state));
  const secrets = epoch === undefined ? undefined : before.keyring.find(epoch.pkHash);
  const nextKey = state.laneKeys.at(-1)?.key;
  if (state.policy === "" || secrets === undefined || nextKey === undefined) return undefined;
  const signer = laneSigner(before.state.lane, secrets);
  const previous = await deps.server.lastLeaf();
  if (!isFollowable(previous, deps, signer.publicKey)) return undefined;
  return makeLaneLeaf({
    signer,
    nextKey,
    ...(previous === undefined ? {} : { previous: previous.leaf }),
    head: state.head,
    seq: state.seq,
    random: deps.random,
  });
}

function isFollowable(last: LastLeaf | undefined, { history, view }: LeafDeps, own: Uint8Array): boolean {
  const known = view?.leaf === undefined ? undefined : parseLaneLeaf(view.leaf.leaf);
  const knownSlot = typeof known === "object" ? known.slot : -1;
  if (last === undefined) return knownSlot === -1;
  const leaf = parseLaneLeaf(last.leaf);
  if (typeof leaf === "string" || !isLaneLeafSigned(leaf) || !equalBytes(leaf.next, own)) return false;
  if (leaf.slot < knownSlot) return false;
  if (leaf.slot === knownSlot && view?.leaf !== undefined && !equalBytes(view.leaf.leaf, last.leaf)) return false;
  return commitsToOurs(leaf, last, history);
}

/** To a head of the history that this browser judged itself. */
function commitsToOurs(leaf: LaneLeaf, { salt, seq }: LastLeaf, history: LedgerHistory): boolean {
  const head = history.headAt(seq);
  return head !== undefined && equalBytes(laneHeadCommitment(salt, seq, head), leaf.commitment);
}

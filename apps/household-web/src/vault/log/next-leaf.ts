// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The leaf that goes into the public log with an entry. Without one, a hub logs its head later. */
import type { RandomSource } from "@nightlatch/crypto/random";
import { nextLaneLeaf, type MadeLaneLeaf, type SignedEntry } from "@nightlatch/protocol/keys";
import type { LogView } from "@nightlatch/protocol/log";
import type { HouseholdKeys } from "../ledger/ledger-follower.ts";
import type { LedgerHistory } from "../ledger/ledger-history.ts";
import type { HouseholdServer } from "../server/household-server.ts";

export type LeafDeps = Readonly<{
  server: Pick<HouseholdServer, "lastLeaf">;
  history: LedgerHistory;
  view: LogView | undefined;
  random: RandomSource;
}>;

/** Undefined where the household has no log, this device no lane key, or the server no lane that could be followed. */
export async function nextLeaf(
  { server, history, view, random }: LeafDeps,
  { state: before, keyring }: HouseholdKeys,
  { state: after }: Pick<SignedEntry, "state">,
): Promise<MadeLaneLeaf | undefined> {
  if (after.policy === "") return undefined;
  const headAt = (seq: number) => history.headAt(seq);
  const last = await server.lastLeaf();
  return nextLaneLeaf({ last, seen: view?.leaf?.leaf, before, after, headAt, keyring, random });
}

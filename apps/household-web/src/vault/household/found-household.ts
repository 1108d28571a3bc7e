// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Starts a household in this browser: keys, entry 0, and what must be remembered, in one transaction. A crash
 * before it leaves an empty household on the server that nobody can open, and an empty browser: start again.
 */
import { invariant } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import {
  createHousehold,
  laneSigner,
  makeLaneLeaf,
  type DeviceSecrets,
  type MadeLaneLeaf,
  type NewHousehold,
} from "@nightlatch/protocol/keys";
import { currentEpoch, laneGroup } from "@nightlatch/protocol/wire";
import type { PublicServer } from "../server/household-server.ts";
import type { Membership, VaultDatabase } from "../store/database.ts";
import { createIdentity } from "../store/identity.ts";

/** Stores that mean nothing in another household. */
const OF_ONE_HOUSEHOLD = [
  "entries",
  "boxes",
  "records",
  "evidence",
  "log",
  "heldBoxes",
  "proposalsSeen",
  "recordsWaiting",
] as const;

export type FoundDeps = Readonly<{
  database: VaultDatabase;
  server: Pick<PublicServer, "createHousehold" | "logPolicy">;
  random: RandomSource;
  nowMs: () => number;
}>;

/** The server proposes whose log to believe; from here on only an owner's signed entry changes it. */
export async function foundHousehold(deps: FoundDeps): Promise<DeviceSecrets> {
  const { database, server, random, nowMs } = deps;
  const policy = await server.logPolicy();
  const device = await createIdentity(database, random);
  const made = await createHousehold({ actor: device, random, nowMs: nowMs() }, { policy });
  const { entry, boxes, state } = made;
  await server.createHousehold(entry, boxes, await firstLeaf(made, random));
  const { lane, createHash } = state;
  await rememberMembership(database, { lane, createHash, isPaperChecked: false, recordsCursor: 0, vouchedSeq: 0 });
  return device;
}

/** Pins the household: from here on this browser follows this history and no other. */
export async function rememberMembership(database: VaultDatabase, membership: Membership): Promise<void> {
  const transaction = database.transaction(["membership", ...OF_ONE_HOUSEHOLD], "readwrite");
  await Promise.all([
    ...OF_ONE_HOUSEHOLD.map((store) => transaction.objectStore(store).clear()),
    transaction.objectStore("membership").put(membership, "this"),
  ]);
  await transaction.done;
}

async function firstLeaf({ state, keyring }: NewHousehold, random: RandomSource): Promise<MadeLaneLeaf | undefined> {
  if (state.policy === "") return undefined;
  const epoch = currentEpoch(state, laneGroup(state));
  const secrets = epoch === undefined ? undefined : keyring.find(epoch.pkHash);
  invariant(secrets !== undefined, "a founder holds every key of its household");
  const signer = laneSigner(state.lane, secrets);
  return makeLaneLeaf({ signer, nextKey: signer.publicKey, head: state.head, seq: state.seq, random });
}

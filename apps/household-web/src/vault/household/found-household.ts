// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Starts a household in this browser: keys, entry 0, and what must be remembered, in one transaction. A crash
 * before it leaves an empty household on the server that nobody can open, and an empty browser: start again.
 */
import type { RandomSource } from "@nightlatch/crypto/random";
import { createHousehold, type DeviceSecrets } from "@nightlatch/protocol/keys";
import type { PublicServer } from "../server/household-server.ts";
import type { Membership, VaultDatabase } from "../store/database.ts";
import { createIdentity } from "../store/identity.ts";

export type FoundDeps = Readonly<{
  database: VaultDatabase;
  server: PublicServer;
  random: RandomSource;
  nowMs: () => number;
}>;

export async function foundHousehold(deps: FoundDeps): Promise<DeviceSecrets> {
  const { database, server, random, nowMs } = deps;
  const device = await createIdentity(database, random);
  const { entry, boxes, state } = await createHousehold({ actor: device, random, nowMs: nowMs() });
  await server.createHousehold(entry, boxes);
  const membership = { lane: state.lane, createHash: state.createHash, isPaperChecked: false, recordsCursor: 0 };
  await rememberMembership(database, membership);
  return device;
}

/** Pins the household: from here on this browser follows this history and no other. */
export async function rememberMembership(database: VaultDatabase, membership: Membership): Promise<void> {
  const transaction = database.transaction(["membership", "entries", "boxes", "records", "evidence"], "readwrite");
  await Promise.all([
    transaction.objectStore("entries").clear(),
    transaction.objectStore("boxes").clear(),
    transaction.objectStore("records").clear(),
    transaction.objectStore("evidence").clear(),
    transaction.objectStore("membership").put(membership, "this"),
  ]);
  await transaction.done;
}

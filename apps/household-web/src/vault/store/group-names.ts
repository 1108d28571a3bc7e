// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What camera groups shall be called that another owner has to confirm first. Kept until they are. */
import type { OwnStores } from "./own-stores.ts";

export type KeptGroupName = Readonly<{ group: string; name: string }>;

/** @throws vault.household_replaced */
export async function keepGroupName(stores: OwnStores, group: string, name: string): Promise<void> {
  const transaction = await stores.begin("groupNames");
  await transaction.objectStore("groupNames").put(name, group);
  await transaction.done;
}

/** @throws vault.household_replaced */
export async function readGroupNames(stores: OwnStores): Promise<readonly KeptGroupName[]> {
  const transaction = await stores.begin("groupNames");
  const kept: KeptGroupName[] = [];
  for (
    let cursor = await transaction.objectStore("groupNames").openCursor();
    cursor;
    cursor = await cursor.continue()
  ) {
    kept.push({ group: cursor.key, name: cursor.value });
  }
  await transaction.done;
  return kept;
}

/** @throws vault.household_replaced */
export async function forgetGroupName(stores: OwnStores, group: string): Promise<void> {
  const transaction = await stores.begin("groupNames");
  await transaction.objectStore("groupNames").delete(group);
  await transaction.done;
}

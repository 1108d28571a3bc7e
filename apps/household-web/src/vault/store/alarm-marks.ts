// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Which of the hub's alarms the person at this device has read. Kept here alone: what one of the household has
 * seen is not seen by the others, and the server could hold a mark back.
 */
import type { VaultDatabase } from "./database.ts";
import type { OwnStores } from "./own-stores.ts";

/** Ids of alarms. */
export async function readAlarmMarks(database: VaultDatabase): Promise<ReadonlySet<string>> {
  return new Set(await database.getAllKeys("alarmsRead"));
}

/** The first time counts. @throws vault.household_replaced */
export async function markAlarmsRead(stores: OwnStores, alarms: readonly string[], nowMs: number): Promise<void> {
  const transaction = await stores.begin("alarmsRead");
  const store = transaction.objectStore("alarmsRead");
  for (const alarm of alarms) if ((await store.get(alarm)) === undefined) await store.put(nowMs, alarm);
  await transaction.done;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The operator's roster as this browser took it in: pinned at the first look, only ever grown from there. On disk
 * before it is acted on, so that a power cut is no way to show this browser another one.
 */
import type { KeptEntries, RosterStore } from "@nightlatch/api-client";
import type { OwnStores } from "./own-stores.ts";

export function storedRoster(stores: OwnStores): RosterStore {
  return { read: () => read(stores), grow: (entries, place) => grow(stores, entries, place) };
}

async function read(stores: OwnStores): Promise<KeptEntries> {
  const transaction = await stores.begin("rosterEntries", "rosterPlace");
  const entries = await transaction.objectStore("rosterEntries").getAll();
  const place = await transaction.objectStore("rosterPlace").get("this");
  await transaction.done;
  return { entries, nextItem: place?.nextItem ?? 0, seenMs: place?.seenMs ?? 0 };
}

async function grow(
  stores: OwnStores,
  entries: readonly Uint8Array[],
  place: Omit<KeptEntries, "entries">,
): Promise<void> {
  const transaction = await stores.beginStrict("rosterEntries", "rosterPlace");
  const kept = transaction.objectStore("rosterEntries");
  const count = await kept.count();
  for (const [i, entry] of entries.entries()) await kept.put(entry, count + i);
  await transaction.objectStore("rosterPlace").put(place, "this");
  await transaction.done;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The release lane as this browser knows it: its first key, trusted when it is first seen and from then on no
 * other; and its newest leaf, so that nobody shows an old release as the newest.
 */
import type { VaultDatabase } from "./database.ts";

/** The key that is kept: `key`, unless this browser saw one before. */
export async function pinReleaseKey(database: VaultDatabase, key: Uint8Array): Promise<Uint8Array> {
  const { store, done } = database.transaction("releaseKey", "readwrite");
  const pinned = (await store.get("this")) ?? key;
  await store.put(pinned, "this");
  await done;
  return pinned;
}

export async function findNewestRelease(database: VaultDatabase): Promise<Uint8Array | undefined> {
  return database.get("releaseKey", "newest");
}

/** @param leaf of the lane, proved, and further on than the one that is kept */
export async function keepNewestRelease(database: VaultDatabase, leaf: Uint8Array): Promise<void> {
  const { store, done } = database.transaction("releaseKey", "readwrite", { durability: "strict" });
  await store.put(leaf, "newest");
  await done;
}

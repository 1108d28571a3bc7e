// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The first key of the release lane: trusted when it is first seen, and from then on no other. */
import type { VaultDatabase } from "./database.ts";

/** The key that is kept: `key`, unless this browser saw one before. */
export async function pinReleaseKey(database: VaultDatabase, key: Uint8Array): Promise<Uint8Array> {
  const { store, done } = database.transaction("releaseKey", "readwrite");
  const pinned = (await store.get("this")) ?? key;
  await store.put(pinned, "this");
  await done;
  return pinned;
}

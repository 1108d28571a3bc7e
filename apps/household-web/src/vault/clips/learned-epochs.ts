// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file When this browser first saw each epoch, kept over reloads. Owns `epochsLearned` in IndexedDB. */
import type { VaultDatabase } from "../store/database.ts";
import type { LearnedEpochs } from "./epoch-watch.ts";

export class StoredLearnedEpochs implements LearnedEpochs {
  readonly #database: VaultDatabase;

  constructor(database: VaultDatabase) {
    this.#database = database;
  }

  async keepFirst(epoch: string, atMs: number): Promise<number> {
    const { store, done } = this.#database.transaction("epochsLearned", "readwrite");
    const kept = (await store.get(epoch)) ?? atMs;
    await store.put(kept, epoch);
    await done;
    return kept;
  }
}

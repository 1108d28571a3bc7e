// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file How far this browser has seen each camera's diary: from then on a server that shows a shorter or another one
 * is found out, also after a reload. Owns `diaryHeads` in IndexedDB; evidence goes where the ledger's goes.
 */
import type { DiaryHead, Evidence, VaultDatabase } from "../store/database.ts";

export interface DiaryHeads {
  find(camera: string): Promise<DiaryHead | undefined>;
  /** Keeps the further one: another tab may have seen more. */
  raise(camera: string, head: DiaryHead): Promise<void>;
  keepEvidence(camera: string, evidence: Evidence): Promise<void>;
}

export class StoredDiaryHeads implements DiaryHeads {
  readonly #database: VaultDatabase;

  constructor(database: VaultDatabase) {
    this.#database = database;
  }

  find(camera: string): Promise<DiaryHead | undefined> {
    return this.#database.get("diaryHeads", camera);
  }

  async raise(camera: string, head: DiaryHead): Promise<void> {
    const { store, done } = this.#database.transaction("diaryHeads", "readwrite");
    const kept = await store.get(camera);
    if (kept === undefined || kept.n < head.n) await store.put(head, camera);
    await done;
  }

  async keepEvidence(camera: string, evidence: Evidence): Promise<void> {
    await this.#database.put("evidence", evidence, `diary/${camera}`);
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The household's signed entries as this hub took them in, and evidence against a server that lied. */
import type { HubDatabase } from "../store/open-database.ts";

export class EntryTable {
  readonly #database: HubDatabase;

  constructor(database: HubDatabase) {
    this.#database = database;
  }

  all(): readonly Uint8Array[] {
    const rows = this.#database.prepare<[], { entry: Buffer }>("SELECT entry FROM ledger_entries ORDER BY seq").all();
    return rows.map(({ entry }) => new Uint8Array(entry));
  }

  /** Durable when it returns: a newer state is acted upon only after this. */
  append(firstSeq: number, entries: readonly Uint8Array[]): void {
    const insert = this.#database.prepare("INSERT INTO ledger_entries (seq, entry) VALUES (?, ?)");
    this.#database.transaction(() => {
      for (const [i, entry] of entries.entries()) insert.run(firstSeq + i, entry);
    })();
  }

  keepEvidence(atMs: number, code: string, bytes: Uint8Array): void {
    this.#database.prepare("INSERT INTO evidence (at_ms, code, bytes) VALUES (?, ?, ?)").run(atMs, code, bytes);
  }
}

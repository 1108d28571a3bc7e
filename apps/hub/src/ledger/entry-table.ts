// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The household's signed entries as this hub took them in, and evidence against a server that lied. */
import { MAX_LEDGER_ENTRY_BYTES } from "@nightlatch/protocol/wire";
import { prepared, type HubDatabase } from "../store/open-database.ts";

const MAX_EVIDENCE = 100;
/** No entry is larger; of a longer answer, the beginning tells enough. */
const MAX_EVIDENCE_BYTES = MAX_LEDGER_ENTRY_BYTES;

export class EntryTable {
  readonly #database: HubDatabase;

  constructor(database: HubDatabase) {
    this.#database = database;
  }

  all(): readonly Uint8Array[] {
    const rows = prepared<[], { entry: Buffer }>(this.#database, "SELECT entry FROM ledger_entries ORDER BY seq").all();
    return rows.map(({ entry }) => new Uint8Array(entry));
  }

  /**
   * The whole history of a household that was joined, in one commit with what says so. What an earlier attempt left
   * behind goes.
   */
  begin(entries: readonly Uint8Array[], nowMs: number, also: () => void): void {
    this.#database.transaction(() => {
      prepared(this.#database, "DELETE FROM ledger_entries").run();
      this.append(0, entries, nowMs);
      also();
    })();
  }

  /** Durable when it returns: a newer state is acted upon only after this. */
  append(firstSeq: number, entries: readonly Uint8Array[], nowMs: number): void {
    const insert = prepared(this.#database, "INSERT INTO ledger_entries (seq, entry, taken_ms) VALUES (?, ?, ?)");
    this.#database.transaction(() => {
      for (const [i, entry] of entries.entries()) insert.run(firstSeq + i, entry, nowMs);
    })();
  }

  /** When this hub took entry `seq` in, by its own clock. */
  takenMs(seq: number): number | undefined {
    const sql = "SELECT taken_ms FROM ledger_entries WHERE seq = ?";
    return prepared<[number], { taken_ms: number }>(this.#database, sql).get(seq)?.taken_ms;
  }

  /** Each lie once, and the first hundred: a server that goes on lying must not fill the disk. */
  keepEvidence(atMs: number, code: string, bytes: Uint8Array): void {
    const kept = bytes.subarray(0, MAX_EVIDENCE_BYTES);
    const sql = `INSERT INTO evidence (at_ms, code, bytes) SELECT ?, ?, ?
      WHERE (SELECT count(*) FROM evidence) < ? AND NOT EXISTS (SELECT 1 FROM evidence WHERE code = ? AND bytes = ?)`;
    prepared(this.#database, sql).run(atMs, code, kept, MAX_EVIDENCE, code, kept);
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The household's signed entries as this hub took them in, and evidence against a server that lied. */
import { FactTable } from "../store/fact-table.ts";
import { prepared, type HubDatabase } from "../store/open-database.ts";

const MAX_EVIDENCE = 100;
/** All of it together. An alarm's own evidence lies with the alarm besides: nobody crowds that out. */
const MAX_EVIDENCE_BYTES = 256 * 1024 * 1024;

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

  /** The entry that this hub refused for good, by its head. */
  refusedHead(): Uint8Array | undefined {
    return new FactTable(this.#database).find("refused_entry");
  }

  refuseForGood(head: Uint8Array): void {
    new FactTable(this.#database).set("refused_entry", head);
  }

  /** When this hub took entry `seq` in, by its own clock. */
  takenMs(seq: number): number | undefined {
    const sql = "SELECT taken_ms FROM ledger_entries WHERE seq = ?";
    return prepared<[number], { taken_ms: number }>(this.#database, sql).get(seq)?.taken_ms;
  }

  /**
   * Each lie once and whole, as many as there is room for: a server that goes on lying must not fill the disk, and a cut
   * file proves nothing. @returns whether it is kept
   */
  keepEvidence(atMs: number, code: string, bytes: Uint8Array): boolean {
    const known = "SELECT 1 FROM evidence WHERE code = ? AND bytes = ?";
    if (prepared(this.#database, known).get(code, bytes) !== undefined) return true;
    const sql = `INSERT INTO evidence (at_ms, code, bytes) SELECT ?, ?, ?
      WHERE (SELECT count(*) FROM evidence) < ?
      AND (SELECT coalesce(sum(length(bytes)), 0) FROM evidence) + ? <= ?`;
    const room = [MAX_EVIDENCE, bytes.length, MAX_EVIDENCE_BYTES];
    return prepared(this.#database, sql).run(atMs, code, bytes, ...room).changes > 0;
  }
}

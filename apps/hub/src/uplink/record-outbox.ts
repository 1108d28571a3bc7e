// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Sealed records on their way to the server. One a (kind, id): a newer one replaces what was not sent yet.
 * Remembers the version last used, so that each record is newer than the one before, across restarts.
 */
import { MAX_RECORD_VERSION, type Id, type RecordKind } from "@nightlatch/protocol/wire";
import { commitLazily, prepared, type HubDatabase } from "../store/open-database.ts";

export type OutboundRecord = Readonly<{ kind: RecordKind; id: Id; version: number; record: Uint8Array }>;

type Stored = Readonly<{ kind: RecordKind; id: Buffer; version: number; record: Buffer }>;

export class RecordOutbox {
  readonly #database: HubDatabase;

  constructor(database: HubDatabase) {
    this.#database = database;
  }

  /** The last version of this record that was made here or seen at the server; 0 when none. */
  version(kind: RecordKind, id: Id): number {
    const sql = "SELECT version FROM record_outbox WHERE kind = ? AND id = ?";
    const version =
      prepared<[string, Uint8Array], { version: number }>(this.#database, sql).get(kind, id)?.version ?? 0;
    // Nobody may write a higher one, so nobody has: earlier releases believed a server that said so.
    return version > MAX_RECORD_VERSION ? 0 : version;
  }

  put({ kind, id, version, record }: OutboundRecord): void {
    this.#set(kind, id, version, record);
  }

  /** The server holds this version: the next one has to be higher. */
  noteVersion(kind: RecordKind, id: Id, version: number): void {
    this.#set(kind, id, version, null);
  }

  first(): OutboundRecord | undefined {
    const sql = "SELECT kind, id, version, record FROM record_outbox WHERE record IS NOT NULL LIMIT 1";
    const row = prepared<[], Stored>(this.#database, sql).get();
    if (row === undefined) return undefined;
    return { ...row, id: new Uint8Array(row.id) as Id, record: new Uint8Array(row.record) };
  }

  /** Forgets the bytes, unless a newer version took their place meanwhile. A thumbnail is never written again. */
  noteSent({ kind, id, version }: OutboundRecord): void {
    const sql =
      kind === "thumbnail"
        ? "DELETE FROM record_outbox WHERE kind = ? AND id = ? AND version = ?"
        : "UPDATE record_outbox SET record = NULL WHERE kind = ? AND id = ? AND version = ?";
    commitLazily(this.#database, () => {
      prepared(this.#database, sql).run(kind, id, version);
    });
  }

  #set(kind: RecordKind, id: Id, version: number, record: Uint8Array | null): void {
    const sql = `INSERT INTO record_outbox (kind, id, version, record) VALUES (?, ?, ?, ?)
      ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, record = excluded.record`;
    prepared(this.#database, sql).run(kind, id, version, record);
  }
}

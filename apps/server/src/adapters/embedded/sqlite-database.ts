// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The database of one machine: SQLite in WAL mode with synchronous=FULL, one connection, so one writer. A
 * committed transaction survives a power cut.
 */
import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { migrate } from "../../migrations/migrate.ts";
import type { Tables } from "../sql/tables.ts";

export type SqlDatabase = Kysely<Tables>;

/** Opens the file, creating and migrating it as needed. `destroy()` closes it. */
export async function openSqlite(path: string): Promise<SqlDatabase> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new Database(path);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
  database.pragma("busy_timeout = 5000");
  const kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  await migrate(kysely);
  return kysely;
}

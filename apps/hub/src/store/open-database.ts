// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Opens the hub's one SQLite file: WAL, every commit on disk before it returns, and one process alone.
 */
import { chmodSync, closeSync, existsSync, openSync } from "node:fs";
import Database from "better-sqlite3";
import { HubError } from "../errors.ts";
import { MIGRATIONS } from "./schema.ts";

/** Whoever reads the index learns when what was recorded. */
const OWN_RIGHTS = 0o600;

/** SQLite's name for a database without a file. */
export const IN_MEMORY = ":memory:";

export type HubDatabase = Database.Database;

/** @throws hub.data_in_use | hub.data_unreadable */
export function openDatabase(path: string): HubDatabase {
  try {
    keepToSelf(path);
    const database = new Database(path, { timeout: 0 });
    // Exclusive: two hubs on one folder would fork the diaries.
    database.pragma("locking_mode = EXCLUSIVE");
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    database.pragma("foreign_keys = ON");
    migrate(database);
    return database;
  } catch (cause) {
    throw asHubError(cause);
  }
}

/** SQLite gives its journal the rights of the database. Later changes to a file that is there are not its business. */
function keepToSelf(path: string): void {
  if (path === IN_MEMORY) return;
  closeSync(openSync(path, "a", OWN_RIGHTS));
  for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, OWN_RIGHTS);
}

const statements = new WeakMap<HubDatabase, Map<string, Database.Statement>>();

/** The statement for `sql`, compiled once a database. */
export function prepared<Parameters extends unknown[] = unknown[], Row = unknown>(
  database: HubDatabase,
  sql: string,
): Database.Statement<Parameters, Row> {
  const known = statements.get(database) ?? new Map<string, Database.Statement>();
  statements.set(database, known);
  const statement = known.get(sql) ?? database.prepare(sql);
  known.set(sql, statement);
  return statement as Database.Statement<Parameters, Row>;
}

/**
 * A commit that a power cut may take back, for notes whose loss costs a repeated request. A crash of the process alone
 * loses nothing.
 */
export function commitLazily(database: HubDatabase, write: () => void): void {
  database.pragma("synchronous = NORMAL");
  try {
    write();
  } finally {
    database.pragma("synchronous = FULL");
  }
}

function migrate(database: HubDatabase): void {
  const done = database.pragma("user_version", { simple: true }) as number;
  if (done > MIGRATIONS.length) {
    throw new HubError("hub.data_unreadable", "the index was written by a newer release", {
      advice: "Update Nightlatch on this machine.",
    });
  }
  database.transaction(() => {
    for (const step of MIGRATIONS.slice(done)) database.exec(step);
    database.pragma(`user_version = ${String(MIGRATIONS.length)}`);
  })();
}

function asHubError(cause: unknown): unknown {
  if (!(cause instanceof Database.SqliteError)) return isFileError(cause) ? unreadable(cause) : cause;
  if (cause.code.startsWith("SQLITE_BUSY")) {
    return new HubError("hub.data_in_use", "another hub runs on this folder", {
      cause,
      advice: "Stop the other hub, or give this one a folder of its own with --data.",
    });
  }
  return unreadable(cause);
}

function isFileError(cause: unknown): boolean {
  return cause instanceof Error && "syscall" in cause;
}

function unreadable(cause: unknown): HubError {
  return new HubError("hub.data_unreadable", "the hub's index cannot be opened", {
    cause,
    advice: "Check that the data folder is on a working disk and may be written.",
  });
}

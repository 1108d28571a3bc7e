// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Opens the hub's one SQLite file: WAL, every commit on disk before it returns, and one process alone.
 */
import Database from "better-sqlite3";
import { HubError } from "../errors.ts";
import { MIGRATIONS } from "./schema.ts";

export type HubDatabase = Database.Database;

/** @throws hub.data_in_use | hub.data_unreadable */
export function openDatabase(path: string): HubDatabase {
  try {
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
  if (!(cause instanceof Database.SqliteError)) return cause;
  if (cause.code.startsWith("SQLITE_BUSY")) {
    return new HubError("hub.data_in_use", "another hub runs on this folder", {
      cause,
      advice: "Stop the other hub, or give this one a folder of its own with --data.",
    });
  }
  return new HubError("hub.data_unreadable", "the hub's index cannot be opened", {
    cause,
    advice: "Check that the data folder is on a working disk and may be written.",
  });
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Brings a database to the newest form, step by step, each step once. */
import { Migrator, type Kysely } from "kysely";
import * as first from "./0001-first-tables.ts";
import * as second from "./0002-box-age.ts";
import * as third from "./0003-public-log.ts";
import * as fourth from "./0004-boxes-by-hash.ts";
import * as fifth from "./0005-operator.ts";
import * as sixth from "./0006-log-lanes.ts";

/** @throws the step's own error; what ran before it stays */
export async function migrate<T>(database: Kysely<T>): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: {
      getMigrations: () =>
        Promise.resolve({
          "0001-first-tables": first,
          "0002-box-age": second,
          "0003-public-log": third,
          "0004-boxes-by-hash": fourth,
          "0005-operator": fifth,
          "0006-log-lanes": sixth,
        }),
    },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error("migration failed", { cause: error });
}

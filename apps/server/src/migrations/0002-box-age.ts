// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file In which order boxes came, over all households: a device belongs first to whoever added it first. */
import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("seed_boxes")
    .addColumn("added", "bigint", (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.createIndex("seed_boxes_by_age").on("seed_boxes").column("added").execute();
}

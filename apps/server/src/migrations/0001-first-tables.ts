// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Households, recordings, diaries, records. Imports nothing living: it must do the same in ten years. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  const blob = sql`blob`;
  await schema
    .createTable("lanes")
    .addColumn("lane", "text", (column) => column.primaryKey())
    .addColumn("used_bytes", "bigint", (column) => column.notNull().defaultTo(0))
    .execute();
  await schema
    .createTable("ledger_entries")
    .addColumn("lane", "text", (column) => column.notNull().references("lanes.lane"))
    .addColumn("seq", "integer", (column) => column.notNull())
    .addColumn("head", blob, (column) => column.notNull())
    .addColumn("entry", blob, (column) => column.notNull())
    .addPrimaryKeyConstraint("ledger_entries_key", ["lane", "seq"])
    .execute();
  await schema
    .createTable("seed_boxes")
    .addColumn("lane", "text", (column) => column.notNull().references("lanes.lane"))
    .addColumn("device", "text", (column) => column.notNull())
    .addColumn("camera_group", "text", (column) => column.notNull())
    .addColumn("epoch", "integer", (column) => column.notNull())
    .addColumn("box", blob, (column) => column.notNull())
    .addPrimaryKeyConstraint("seed_boxes_key", ["lane", "device", "camera_group", "epoch"])
    .execute();
  await schema.createIndex("seed_boxes_by_device").on("seed_boxes").column("device").execute();
  await schema
    .createTable("clips")
    .addColumn("lane", "text", (column) => column.notNull().references("lanes.lane"))
    .addColumn("clip", "text", (column) => column.notNull())
    .addColumn("camera", "text", (column) => column.notNull())
    .addColumn("opening", blob, (column) => column.notNull())
    .addColumn("start_ms", "bigint", (column) => column.notNull())
    .addColumn("end_ms", "bigint")
    .addColumn("manifest", blob)
    .addPrimaryKeyConstraint("clips_key", ["lane", "clip"])
    .execute();
  await schema.createIndex("clips_by_time").on("clips").columns(["lane", "camera", "start_ms"]).execute();
  await schema
    .createTable("parts")
    .addColumn("lane", "text", (column) => column.notNull())
    .addColumn("clip", "text", (column) => column.notNull())
    .addColumn("part_index", "integer", (column) => column.notNull())
    .addColumn("size_bytes", "integer", (column) => column.notNull())
    .addColumn("sha256", blob, (column) => column.notNull())
    .addPrimaryKeyConstraint("parts_key", ["lane", "clip", "part_index"])
    .addForeignKeyConstraint("parts_clip", ["lane", "clip"], "clips", ["lane", "clip"])
    .execute();
  await schema
    .createTable("manifests")
    .addColumn("lane", "text", (column) => column.notNull().references("lanes.lane"))
    .addColumn("camera", "text", (column) => column.notNull())
    .addColumn("n", "integer", (column) => column.notNull())
    .addColumn("hash", blob, (column) => column.notNull())
    .addColumn("manifest", blob, (column) => column.notNull())
    .addColumn("ends_ms", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("manifests_key", ["lane", "camera", "n"])
    .execute();
  await schema
    .createTable("records")
    .addColumn("lane", "text", (column) => column.notNull().references("lanes.lane"))
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("version", "bigint", (column) => column.notNull())
    .addColumn("cursor", "bigint", (column) => column.notNull())
    .addColumn("author", "text", (column) => column.notNull())
    .addColumn("recipient", "text")
    .addColumn("record", blob, (column) => column.notNull())
    .addPrimaryKeyConstraint("records_key", ["lane", "kind", "id"])
    .execute();
  await schema.createIndex("records_by_change").on("records").columns(["lane", "cursor"]).execute();
}

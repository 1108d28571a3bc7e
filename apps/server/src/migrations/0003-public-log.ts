// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Leaves of the public log, whose they are, releases; and by which group and reader clips and records are found. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  const blob = sql`blob`;
  await schema
    .createTable("log_leaves")
    .addColumn("ticket", "integer", (column) => column.primaryKey())
    .addColumn("leaf", blob, (column) => column.notNull().unique())
    .addColumn("log_index", "bigint", (column) => column.unique())
    .execute();
  await schema
    .createTable("lane_leaves")
    .addColumn("lane", "text", (column) => column.notNull().references("lanes.lane"))
    .addColumn("slot", "integer", (column) => column.notNull())
    .addColumn("ticket", "integer", (column) => column.notNull().unique().references("log_leaves.ticket"))
    .addColumn("salt", blob, (column) => column.notNull())
    .addColumn("seq", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("lane_leaves_key", ["lane", "slot"])
    .execute();
  await schema
    .createTable("releases")
    .addColumn("slot", "integer", (column) => column.primaryKey())
    .addColumn("ticket", "integer", (column) => column.notNull().unique().references("log_leaves.ticket"))
    .addColumn("hash", blob, (column) => column.notNull().unique())
    .addColumn("release", blob, (column) => column.notNull())
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("at_ms", "bigint", (column) => column.notNull())
    .execute();
  await schema
    .alterTable("clips")
    .addColumn("camera_group", "text", (column) => column.notNull().defaultTo(""))
    .execute();
  await schema
    .createTable("clip_readers")
    .addColumn("lane", "text", (column) => column.notNull())
    .addColumn("clip", "text", (column) => column.notNull())
    .addColumn("device", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("clip_readers_key", ["lane", "clip", "device"])
    .addForeignKeyConstraint("clip_readers_clip", ["lane", "clip"], "clips", ["lane", "clip"])
    .execute();
  await schema
    .createTable("camera_groups")
    .addColumn("lane", "text", (column) => column.notNull().references("lanes.lane"))
    .addColumn("camera", "text", (column) => column.notNull())
    .addColumn("camera_group", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("camera_groups_key", ["lane", "camera", "camera_group"])
    .execute();
  await schema.alterTable("records").addColumn("epoch_group", "text").execute();
}

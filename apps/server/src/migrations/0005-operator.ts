// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What an operator publishes, its cases, and what households granted to whom. A case names no household; a grant
 * names the household that signed it, and the staff key that it is for.
 */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRoster(db);
  await createCases(db);
  await createGrants(db);
}

async function createRoster({ schema }: Kysely<unknown>): Promise<void> {
  const blob = sql`blob`;
  await schema
    .createTable("operator_items")
    .addColumn("slot", "integer", (column) => column.primaryKey())
    .addColumn("ticket", "integer", (column) => column.notNull().unique().references("log_leaves.ticket"))
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("item", blob, (column) => column.notNull())
    .addColumn("accepted_grant", blob, (column) => column.unique())
    .execute();
  await schema
    .createTable("roster_signatures")
    .addColumn("draft", blob, (column) => column.notNull())
    .addColumn("staff", "text", (column) => column.notNull())
    .addColumn("entry", blob, (column) => column.notNull())
    .addColumn("signature", blob, (column) => column.notNull())
    .addColumn("expires_ms", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("roster_signatures_key", ["draft", "staff"])
    .execute();
}

async function createCases({ schema }: Kysely<unknown>): Promise<void> {
  const blob = sql`blob`;
  await schema
    .createTable("cases")
    .addColumn("case_id", "text", (column) => column.primaryKey())
    .addColumn("team", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("messages", "integer", (column) => column.notNull())
    .addColumn("opened_ms", "bigint", (column) => column.notNull())
    .addColumn("changed_ms", "bigint", (column) => column.notNull())
    .addColumn("cursor", "bigint", (column) => column.notNull().unique())
    .execute();
  await schema.createIndex("cases_by_change").on("cases").columns(["team", "cursor"]).execute();
  await schema
    .createTable("case_boxes")
    .addColumn("case_id", "text", (column) => column.notNull().references("cases.case_id"))
    .addColumn("staff", "text", (column) => column.notNull())
    .addColumn("box", blob, (column) => column.notNull())
    .addPrimaryKeyConstraint("case_boxes_key", ["case_id", "staff"])
    .execute();
  await schema
    .createTable("case_messages")
    .addColumn("case_id", "text", (column) => column.notNull().references("cases.case_id"))
    .addColumn("n", "integer", (column) => column.notNull())
    .addColumn("cursor", "bigint", (column) => column.notNull().unique())
    .addColumn("at_ms", "bigint", (column) => column.notNull())
    .addColumn("message", blob, (column) => column.notNull())
    .addPrimaryKeyConstraint("case_messages_key", ["case_id", "n"])
    .execute();
}

async function createGrants({ schema }: Kysely<unknown>): Promise<void> {
  const blob = sql`blob`;
  await schema
    .createTable("grants")
    .addColumn("grant_head", blob, (column) => column.primaryKey().notNull())
    .addColumn("lane", "text", (column) => column.notNull().references("lanes.lane"))
    .addColumn("staff", "text", (column) => column.notNull())
    .addColumn("until_ms", "bigint", (column) => column.notNull())
    .execute();
  await schema.createIndex("grants_by_staff").on("grants").columns(["staff", "until_ms"]).execute();
  await schema
    .createTable("grant_boxes")
    .addColumn("grant_head", blob, (column) => column.notNull().references("grants.grant_head"))
    .addColumn("clip", "text", (column) => column.notNull())
    .addColumn("box", blob, (column) => column.notNull())
    .addPrimaryKeyConstraint("grant_boxes_key", ["grant_head", "clip"])
    .execute();
  await schema
    .createTable("fetches")
    .addColumn("lane", "text", (column) => column.notNull().references("lanes.lane"))
    .addColumn("n", "integer", (column) => column.notNull())
    .addColumn("grant_head", blob, (column) => column.notNull().references("grants.grant_head"))
    .addColumn("clip", "text", (column) => column.notNull())
    .addColumn("at_ms", "bigint", (column) => column.notNull())
    .addColumn("receipt", blob, (column) => column.notNull().unique())
    .addPrimaryKeyConstraint("fetches_key", ["lane", "n"])
    .execute();
  await schema.createIndex("fetches_by_clip").on("fetches").columns(["grant_head", "clip", "at_ms"]).execute();
}

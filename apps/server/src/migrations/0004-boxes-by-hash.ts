// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A place for every box that an entry names. Two entries may each name one for the same reader and epoch: a wish
 * that still waits, and the change that came first. Which of the two counts, the reader's ledger says.
 */
import { seedBoxHash } from "@nightlatch/protocol/wire";
import { sql, type Kysely } from "kysely";

const PAGE = 100;

type OldBox = { lane: string; device: string; camera_group: string; epoch: number; box: Uint8Array; added: number };
type NewBox = OldBox & { hash: Uint8Array };

export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  const blob = sql`blob`;
  await schema
    .createTable("seed_boxes_by_hash")
    .addColumn("lane", "text", (column) => column.notNull().references("lanes.lane"))
    .addColumn("device", "text", (column) => column.notNull())
    .addColumn("camera_group", "text", (column) => column.notNull())
    .addColumn("epoch", "integer", (column) => column.notNull())
    .addColumn("hash", blob, (column) => column.notNull())
    .addColumn("box", blob, (column) => column.notNull())
    .addColumn("added", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("seed_boxes_by_hash_key", ["lane", "device", "camera_group", "epoch", "hash"])
    .execute();
  await copyBoxes(db);
  await schema.dropTable("seed_boxes").execute();
  await schema.alterTable("seed_boxes_by_hash").renameTo("seed_boxes").execute();
  await schema.createIndex("seed_boxes_by_device").on("seed_boxes").column("device").execute();
  await schema.createIndex("seed_boxes_by_age").on("seed_boxes").column("added").execute();
}

/** Page by page: a household's boxes of many years need not fit into memory at once. */
async function copyBoxes(db: Kysely<{ seed_boxes: OldBox; seed_boxes_by_hash: NewBox }>): Promise<void> {
  for (let offset = 0; ; offset += PAGE) {
    const page = await db
      .selectFrom("seed_boxes")
      .selectAll()
      .orderBy("lane")
      .orderBy("device")
      .orderBy("camera_group")
      .orderBy("epoch")
      .limit(PAGE)
      .offset(offset)
      .execute();
    if (page.length === 0) return;
    const rows = page.map((row) => ({ ...row, hash: seedBoxHash(new Uint8Array(row.box)) }));
    await db.insertInto("seed_boxes_by_hash").values(rows).execute();
  }
}

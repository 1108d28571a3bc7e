// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whose each lane of the public log is. No household of an honest client shares one: of two that do, one
 * keeps it, and the other can log nothing more.
 */
import { encodeBase64url } from "@nightlatch/bytes";
import { decodeLedgerEntry, decodeSigned, logLaneOf, MAX_LEDGER_ENTRY_BYTES } from "@nightlatch/protocol/wire";
import type { Kysely } from "kysely";

const PAGE = 100;

type Entry = { lane: string; seq: number; entry: Uint8Array };
type LogLane = { log_lane: string; lane: string };

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("log_lanes")
    .addColumn("log_lane", "text", (column) => column.primaryKey())
    .addColumn("lane", "text", (column) => column.notNull())
    .execute();
  await copyLanes(db);
}

async function copyLanes(db: Kysely<{ ledger_entries: Entry; log_lanes: LogLane }>): Promise<void> {
  for (let offset = 0; ; offset += PAGE) {
    const page = await db
      .selectFrom("ledger_entries")
      .select(["lane", "entry"])
      .where("seq", "=", 0)
      .orderBy("lane")
      .limit(PAGE)
      .offset(offset)
      .execute();
    if (page.length === 0) return;
    for (const { lane, entry } of page) {
      const row = { log_lane: logLaneIn(new Uint8Array(entry)), lane };
      await db
        .insertInto("log_lanes")
        .values(row)
        .onConflict((conflict) => conflict.column("log_lane").doNothing())
        .execute();
    }
  }
}

function logLaneIn(signed: Uint8Array): string {
  const { body } = decodeLedgerEntry(decodeSigned(signed, MAX_LEDGER_ENTRY_BYTES, "first entry").bytes);
  if (body.type !== "create") throw new Error("a household's first entry creates it");
  return encodeBase64url(logLaneOf("household", body.laneKey));
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Leaves in the tables that a household's lane and the releases have in common. Always within a transaction. */
import { formatId } from "@nightlatch/protocol/wire";
import type { LaneLeafRow } from "../../ports/lane-store.ts";
import type { LaneId } from "../../ports/stored-types.ts";
import type { SqlDatabase } from "../embedded/sqlite-database.ts";

/** Puts a leaf at the end of the queue. Its ticket. */
export async function enqueueLeaf(tx: SqlDatabase, leaf: Uint8Array): Promise<number> {
  const newest = await tx
    .selectFrom("log_leaves")
    .select("ticket")
    .orderBy("ticket", "desc")
    .limit(1)
    .executeTakeFirst();
  const ticket = (newest?.ticket ?? 0) + 1;
  await tx.insertInto("log_leaves").values({ ticket, leaf, log_index: null }).execute();
  return ticket;
}

export async function isNextOfLane(tx: SqlDatabase, lane: LaneId, slot: number): Promise<boolean> {
  const last = await tx
    .selectFrom("lane_leaves")
    .select("slot")
    .where("lane", "=", formatId(lane))
    .orderBy("slot", "desc")
    .limit(1)
    .executeTakeFirst();
  return slot === (last?.slot ?? -1) + 1;
}

export async function insertLaneLeaf(tx: SqlDatabase, laneId: LaneId, row: LaneLeafRow): Promise<void> {
  const { slot, salt, seq } = row;
  const place = { lane: formatId(laneId), slot, ticket: await enqueueLeaf(tx, row.leaf) };
  await tx
    .insertInto("lane_leaves")
    .values({ ...place, salt, seq })
    .execute();
}

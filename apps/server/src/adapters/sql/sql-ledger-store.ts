// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The ledger store on SQL, dialect-neutral. */
import { formatId, parseId, seedBoxHash } from "@nightlatch/protocol/wire";
import { sql } from "kysely";
import type { GrantNews } from "../../ports/grant-store.ts";
import type { LedgerStore, StoredBox, StoredEntry } from "../../ports/ledger-store.ts";
import type { LaneLeafRow } from "../../ports/lane-store.ts";
import type { DeviceId, GroupId, Hash, LaneId } from "../../ports/stored-types.ts";
import type { SqlDatabase } from "../embedded/sqlite-database.ts";
import { insertLaneLeaf, isNextOfLane } from "./log-leaf-rows.ts";
import { rowsOfPage } from "./page-size.ts";
import { insertGrantNews } from "./sql-grant-store.ts";

export class SqlLedgerStore implements LedgerStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  append(
    laneId: LaneId,
    entry: StoredEntry,
    boxes: readonly StoredBox[],
    leaf?: LaneLeafRow,
    grants?: GrantNews,
  ): Promise<boolean> {
    const lane = formatId(laneId);
    return this.#database.transaction().execute(async (tx) => {
      const last = await tx
        .selectFrom("ledger_entries")
        .select((select) => select.fn.max("seq").as("seq"))
        .where("lane", "=", lane)
        .executeTakeFirst();
      // max() of no rows is null, whatever the types say.
      const lastSeq = last?.seq as number | null | undefined;
      if (entry.seq !== (lastSeq ?? -1) + 1) return false;
      if (leaf !== undefined && !(await isNextOfLane(tx, laneId, leaf.slot))) return false;
      if (entry.seq === 0) await tx.insertInto("lanes").values({ lane, used_bytes: 0 }).execute();
      await tx
        .insertInto("ledger_entries")
        .values({ lane, ...entry })
        .execute();
      await insertBoxes(tx, lane, boxes);
      if (leaf !== undefined) await insertLaneLeaf(tx, laneId, leaf);
      if (grants !== undefined) await insertGrantNews(tx, grants);
      return true;
    });
  }

  addBoxes(lane: LaneId, boxes: readonly StoredBox[]): Promise<void> {
    return this.#database.transaction().execute((tx) => insertBoxes(tx, formatId(lane), boxes));
  }

  async readEntries(lane: LaneId, fromSeq: number, limit: number): Promise<readonly StoredEntry[]> {
    const wanted = this.#database
      .selectFrom("ledger_entries")
      .where("lane", "=", formatId(lane))
      .where("seq", ">=", fromSeq)
      .orderBy("seq");
    const sizes = await wanted
      .select(sql<number>`length(entry)`.as("size_bytes"))
      .limit(limit)
      .execute();
    const rows = await wanted.select(["seq", "head", "entry"]).limit(rowsOfPage(sizes)).execute();
    return rows.map(({ seq, head, entry }) => ({
      seq,
      head: new Uint8Array(head) as Hash,
      entry: new Uint8Array(entry),
    }));
  }

  async findLanes(device: DeviceId, limit: number): Promise<readonly LaneId[]> {
    const rows = await this.#database
      .selectFrom("seed_boxes")
      .select(["lane", (select) => select.fn.min("added").as("since")])
      .where("device", "=", formatId(device))
      .groupBy("lane")
      .orderBy("since")
      .limit(limit)
      .execute();
    return rows.map(({ lane }) => parseId<LaneId>(lane));
  }

  async readBoxes(lane: LaneId, device: DeviceId): Promise<readonly StoredBox[]> {
    const rows = await this.#database
      .selectFrom("seed_boxes")
      .select(["camera_group", "epoch", "box"])
      .where("lane", "=", formatId(lane))
      .where("device", "=", formatId(device))
      .orderBy("epoch")
      .orderBy("added")
      .execute();
    return rows.map(({ camera_group, epoch, box }) => ({
      device,
      group: parseId<GroupId>(camera_group),
      epoch,
      box: new Uint8Array(box),
    }));
  }
}

/** The same box may come twice: kept back, released, and released again when the answer got lost. */
async function insertBoxes(tx: SqlDatabase, lane: string, boxes: readonly StoredBox[]): Promise<void> {
  const added = (await newestAge(tx)) + 1;
  for (const { device, group, epoch, box } of boxes) {
    const place = { lane, device: formatId(device), camera_group: formatId(group), epoch };
    const row = { ...place, hash: seedBoxHash(box), box, added };
    await tx
      .insertInto("seed_boxes")
      .values(row)
      .onConflict((conflict) => conflict.columns(["lane", "device", "camera_group", "epoch", "hash"]).doNothing())
      .execute();
  }
}

async function newestAge(tx: SqlDatabase): Promise<number> {
  const newest = await tx.selectFrom("seed_boxes").select("added").orderBy("added", "desc").limit(1).executeTakeFirst();
  return newest?.added ?? 0;
}

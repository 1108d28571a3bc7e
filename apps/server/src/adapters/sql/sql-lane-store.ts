// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Households' leaves on SQL, dialect-neutral. */
import { formatId } from "@nightlatch/protocol/wire";
import type { LaneLeafRow, LaneStore, StoredLaneLeaf } from "../../ports/lane-store.ts";
import type { LaneId } from "../../ports/stored-types.ts";
import type { SqlDatabase } from "../embedded/sqlite-database.ts";
import { insertLaneLeaf, isNextOfLane } from "./log-leaf-rows.ts";

type Row = Readonly<{ slot: number; leaf: Uint8Array; salt: Uint8Array; seq: number; log_index: number | null }>;

export class SqlLaneStore implements LaneStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  addLeaf(lane: LaneId, leaf: LaneLeafRow): Promise<boolean> {
    return this.#database.transaction().execute(async (tx) => {
      if (!(await isNextOfLane(tx, lane, leaf.slot))) return false;
      await insertLaneLeaf(tx, lane, leaf);
      return true;
    });
  }

  async lastLeaf(lane: LaneId): Promise<StoredLaneLeaf | undefined> {
    const row = await this.#newestOf(lane).executeTakeFirst();
    if (row === undefined) return undefined;
    return { ...leafOf(row), ...(row.log_index === null ? {} : { index: row.log_index }) };
  }

  async newestLogged(lane: LaneId, size: number): ReturnType<LaneStore["newestLogged"]> {
    const row = await this.#newestOf(lane).where("log_index", "<", size).executeTakeFirst();
    if (row === undefined || row.log_index === null) return undefined;
    return { ...leafOf(row), index: row.log_index };
  }

  #newestOf(lane: LaneId) {
    return this.#database
      .selectFrom("lane_leaves")
      .innerJoin("log_leaves", "log_leaves.ticket", "lane_leaves.ticket")
      .select(["slot", "leaf", "salt", "seq", "log_index"])
      .where("lane", "=", formatId(lane))
      .orderBy("slot", "desc")
      .limit(1);
  }
}

function leafOf({ slot, leaf, salt, seq }: Row): LaneLeafRow {
  return { slot, leaf: new Uint8Array(leaf), salt: new Uint8Array(salt), seq };
}

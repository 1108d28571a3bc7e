// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Households' leaves on SQL, dialect-neutral. */
import { encodeBase64url } from "@nightlatch/bytes";
import { formatId, type LogLane } from "@nightlatch/protocol/wire";
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

  async claim(logLane: LogLane, laneId: LaneId): Promise<boolean> {
    const [log_lane, lane] = [encodeBase64url(logLane), formatId(laneId)];
    await this.#database
      .insertInto("log_lanes")
      .values({ log_lane, lane })
      .onConflict((conflict) => conflict.column("log_lane").doNothing())
      .execute();
    const holder = this.#database.selectFrom("log_lanes").select("lane").where("log_lane", "=", log_lane);
    return (await holder.executeTakeFirst())?.lane === lane;
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

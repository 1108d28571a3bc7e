// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The queue of leaves on SQL, dialect-neutral. */
import { parseId } from "@nightlatch/protocol/wire";
import type { LeafQueue, Settled, WaitingLeaf } from "../../ports/leaf-queue.ts";
import type { LaneId } from "../../ports/stored-types.ts";
import type { SqlDatabase } from "../embedded/sqlite-database.ts";

export class SqlLeafQueue implements LeafQueue {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async waiting(limit: number): Promise<readonly WaitingLeaf[]> {
    const rows = await this.#database
      .selectFrom("log_leaves")
      .leftJoin("lane_leaves", "lane_leaves.ticket", "log_leaves.ticket")
      .select(["log_leaves.ticket as ticket", "leaf", "lane"])
      .where("log_index", "is", null)
      .orderBy("log_leaves.ticket")
      .limit(limit)
      .execute();
    return rows.map(({ ticket, leaf, lane }) => ({
      ticket,
      leaf: new Uint8Array(leaf),
      ...(lane === null ? {} : { household: parseId<LaneId>(lane) }),
    }));
  }

  settle(settled: readonly Settled[]): Promise<void> {
    return this.#database.transaction().execute(async (tx) => {
      for (const { ticket, index } of settled) {
        await tx.updateTable("log_leaves").set({ log_index: index }).where("ticket", "=", ticket).execute();
      }
    });
  }

  async settledSize(): Promise<number> {
    const newest = await this.#database
      .selectFrom("log_leaves")
      .select("log_index")
      .where("log_index", "is not", null)
      .orderBy("log_index", "desc")
      .limit(1)
      .executeTakeFirst();
    return (newest?.log_index ?? -1) + 1;
  }
}

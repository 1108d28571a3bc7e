// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Grants, their boxes and receipts on SQL, dialect-neutral. Grants and boxes come with their ledger entry. */
import { formatId, parseId } from "@nightlatch/protocol/wire";
import type { Selectable } from "kysely";
import type { FetchRow, GrantBox, GrantNews, GrantRow, GrantStore } from "../../ports/grant-store.ts";
import type { ClipId, DeviceId, Hash, LaneId } from "../../ports/stored-types.ts";
import type { SqlDatabase } from "../embedded/sqlite-database.ts";
import type { Tables } from "./tables.ts";

export class SqlGrantStore implements GrantStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async findGrant(grant: Hash): Promise<GrantRow | undefined> {
    const row = await this.#database
      .selectFrom("grants")
      .selectAll()
      .where("grant_head", "=", grant)
      .executeTakeFirst();
    return row === undefined ? undefined : grantOf(row);
  }

  async grantsOf(staff: DeviceId, afterMs: number): Promise<readonly GrantRow[]> {
    const rows = await this.#database
      .selectFrom("grants")
      .selectAll()
      .where("staff", "=", formatId(staff))
      .where("until_ms", ">", afterMs)
      .orderBy("until_ms")
      .execute();
    return rows.map(grantOf);
  }

  async readBoxes(grant: Hash): Promise<readonly GrantBox[]> {
    const rows = await this.#database
      .selectFrom("grant_boxes")
      .selectAll()
      .where("grant_head", "=", grant)
      .orderBy("clip")
      .execute();
    return rows.map(({ clip, box }) => ({ grant, clip: parseId<ClipId>(clip), box: new Uint8Array(box) }));
  }

  addFetch(laneId: LaneId, { grant, clip, atMs, receipt }: FetchRow): Promise<void> {
    const lane = formatId(laneId);
    return this.#database.transaction().execute(async (tx) => {
      const last = await tx
        .selectFrom("fetches")
        .select("n")
        .where("lane", "=", lane)
        .orderBy("n", "desc")
        .limit(1)
        .executeTakeFirst();
      const row = { lane, n: (last?.n ?? 0) + 1, grant_head: grant, clip: formatId(clip), at_ms: atMs, receipt };
      await tx
        .insertInto("fetches")
        .values(row)
        .onConflict((conflict) => conflict.column("receipt").doNothing())
        .execute();
    });
  }

  async lastFetch(grant: Hash, clip: ClipId): Promise<FetchRow | undefined> {
    const row = await this.#database
      .selectFrom("fetches")
      .selectAll()
      .where("grant_head", "=", grant)
      .where("clip", "=", formatId(clip))
      .orderBy("at_ms", "desc")
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? undefined : fetchOf(row);
  }

  async fetchesAfter(lane: LaneId, cursor: number, limit: number): ReturnType<GrantStore["fetchesAfter"]> {
    const rows = await this.#database
      .selectFrom("fetches")
      .selectAll()
      .where("lane", "=", formatId(lane))
      .where("n", ">", cursor)
      .orderBy("n")
      .limit(limit)
      .execute();
    return { fetches: rows.map(fetchOf), cursor: rows.at(-1)?.n ?? cursor };
  }
}

/** Within the transaction of the entry that brings them. A box that is there already stays. */
export async function insertGrantNews(tx: SqlDatabase, { opened, boxes }: GrantNews): Promise<void> {
  for (const { grant, lane, staff, untilMs } of opened) {
    const row = { grant_head: grant, lane: formatId(lane), staff: formatId(staff), until_ms: untilMs };
    await tx.insertInto("grants").values(row).execute();
  }
  for (const { grant, clip, box } of boxes) {
    await tx
      .insertInto("grant_boxes")
      .values({ grant_head: grant, clip: formatId(clip), box })
      .onConflict((conflict) => conflict.columns(["grant_head", "clip"]).doNothing())
      .execute();
  }
}

function grantOf(row: Selectable<Tables["grants"]>): GrantRow {
  return {
    grant: new Uint8Array(row.grant_head) as Hash,
    lane: parseId<LaneId>(row.lane),
    staff: parseId<DeviceId>(row.staff),
    untilMs: row.until_ms,
  };
}

function fetchOf(row: Selectable<Tables["fetches"]>): FetchRow {
  return {
    grant: new Uint8Array(row.grant_head) as Hash,
    clip: parseId<ClipId>(row.clip),
    atMs: row.at_ms,
    receipt: new Uint8Array(row.receipt),
  };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The record store on SQL, dialect-neutral. */
import { equalBytes } from "@nightlatch/bytes";
import { formatId, parseId, type RecordKind } from "@nightlatch/protocol/wire";
import { sql, type Selectable } from "kysely";
import type { RecordFilter, RecordKey, RecordStore, StoredRecord } from "../../ports/record-store.ts";
import type { DeviceId, GroupId, Id, LaneId } from "../../ports/stored-types.ts";
import type { SqlDatabase } from "../embedded/sqlite-database.ts";
import { rowsOfPage } from "./page-size.ts";
import type { Tables } from "./tables.ts";

export class SqlRecordStore implements RecordStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  put(laneId: LaneId, record: StoredRecord): ReturnType<RecordStore["put"]> {
    const [lane, id] = [formatId(laneId), formatId(record.id)];
    return this.#database.transaction().execute(async (tx) => {
      const known = await tx
        .selectFrom("records")
        .select(["version", "cursor", "record"])
        .where("lane", "=", lane)
        .where("kind", "=", record.kind)
        .where("id", "=", id)
        .executeTakeFirst();
      if (known !== undefined && known.version >= record.version) {
        const placed = equalBytes(known.record, record.record) ? "same" : "stale";
        return { placed, cursor: known.cursor };
      }
      const newest = await tx
        .selectFrom("records")
        .select((select) => select.fn.max("cursor").as("cursor"))
        .where("lane", "=", lane)
        .executeTakeFirst();
      // max() of no rows is null, whatever the types say.
      const cursor = ((newest?.cursor as number | null | undefined) ?? 0) + 1;
      const row = {
        lane,
        kind: record.kind,
        id,
        version: record.version,
        cursor,
        author: formatId(record.author),
        recipient: record.recipient === undefined ? null : formatId(record.recipient),
        epoch_group: record.group === undefined ? null : formatId(record.group),
        record: record.record,
      };
      await tx
        .insertInto("records")
        .values(row)
        .onConflict((conflict) => conflict.columns(["lane", "kind", "id"]).doUpdateSet(row))
        .execute();
      return { placed: "stored", cursor };
    });
  }

  async changedAfter(
    lane: LaneId,
    cursor: number,
    limit: number,
    filter: RecordFilter,
  ): ReturnType<RecordStore["changedAfter"]> {
    let wanted = this.#database
      .selectFrom("records")
      .where("lane", "=", formatId(lane))
      .where("cursor", ">", cursor)
      .where("kind", "!=", "thumbnail");
    if (filter.only !== undefined) {
      const [device, groups] = [formatId(filter.only.device), filter.only.groups.map(formatId)];
      wanted = wanted.where((where) =>
        where.or([
          where("author", "=", device),
          where("recipient", "=", device),
          // No dialect but SQLite's knows an empty list.
          ...(groups.length === 0 ? [] : [where("epoch_group", "in", groups)]),
        ]),
      );
    }
    wanted = wanted.orderBy("cursor");
    const sizes = await wanted
      .select(sql<number>`length(record)`.as("size_bytes"))
      .limit(limit)
      .execute();
    const rows = await wanted.selectAll().limit(rowsOfPage(sizes)).execute();
    return { records: rows.map(recordOf), cursor: rows.at(-1)?.cursor ?? cursor };
  }

  async find(lane: LaneId, { kind, id }: RecordKey): Promise<StoredRecord | undefined> {
    const row = await this.#database
      .selectFrom("records")
      .selectAll()
      .where("lane", "=", formatId(lane))
      .where("kind", "=", kind)
      .where("id", "=", formatId(id))
      .executeTakeFirst();
    return row === undefined ? undefined : recordOf(row);
  }

  async remove(lane: LaneId, { kind, id }: RecordKey): Promise<void> {
    await this.#database
      .deleteFrom("records")
      .where("lane", "=", formatId(lane))
      .where("kind", "=", kind)
      .where("id", "=", formatId(id))
      .execute();
  }
}

function recordOf(row: Selectable<Tables["records"]>): StoredRecord {
  return {
    kind: row.kind as RecordKind,
    id: parseId<Id>(row.id),
    version: row.version,
    author: parseId<DeviceId>(row.author),
    ...(row.recipient === null ? {} : { recipient: parseId<DeviceId>(row.recipient) }),
    ...(row.epoch_group === null ? {} : { group: parseId<GroupId>(row.epoch_group) }),
    record: new Uint8Array(row.record),
  };
}

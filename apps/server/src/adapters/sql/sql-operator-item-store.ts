// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The operator's items on SQL, dialect-neutral. */
import { sql } from "kysely";
import type { ItemRow, LoggedItem, OperatorItemStore, StoredItem } from "../../ports/operator-item-store.ts";
import type { Hash } from "../../ports/stored-types.ts";
import type { SqlDatabase } from "../embedded/sqlite-database.ts";
import { enqueueLeaf } from "./log-leaf-rows.ts";
import { rowsOfPage } from "./page-size.ts";

export class SqlOperatorItemStore implements OperatorItemStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  addItem({ slot, leaf, kind, item, acceptedGrant }: ItemRow): Promise<boolean> {
    return this.#database.transaction().execute(async (tx) => {
      const last = await tx
        .selectFrom("operator_items")
        .select("slot")
        .orderBy("slot", "desc")
        .limit(1)
        .executeTakeFirst();
      if (slot !== (last?.slot ?? -1) + 1) return false;
      if (acceptedGrant !== undefined && (await findAccepted(tx, acceptedGrant)) !== undefined) return false;
      const ticket = await enqueueLeaf(tx, leaf);
      const row = { slot, ticket, kind, item, accepted_grant: acceptedGrant ?? null };
      await tx.insertInto("operator_items").values(row).execute();
      return true;
    });
  }

  async lastItem(): Promise<StoredItem | undefined> {
    const row = await this.#all().orderBy("slot", "desc").limit(1).executeTakeFirst();
    return row === undefined ? undefined : itemOf(row);
  }

  async findItem(slot: number): Promise<StoredItem | undefined> {
    const row = await this.#all().where("slot", "=", slot).executeTakeFirst();
    return row === undefined ? undefined : itemOf(row);
  }

  async findAcceptance(grant: Hash): Promise<StoredItem | undefined> {
    const row = await this.#all().where("accepted_grant", "=", grant).executeTakeFirst();
    return row === undefined ? undefined : itemOf(row);
  }

  async readItems(fromSlot: number, limit: number, kind?: ItemRow["kind"]): Promise<readonly StoredItem[]> {
    let wanted = this.#database.selectFrom("operator_items").where("slot", ">=", fromSlot).orderBy("slot");
    if (kind !== undefined) wanted = wanted.where("kind", "=", kind);
    const sizes = await wanted
      .select([sql<number>`length(item)`.as("size_bytes"), "slot"])
      .limit(limit)
      .execute();
    const slots = sizes.slice(0, rowsOfPage(sizes)).map(({ slot }) => slot);
    if (slots.length === 0) return [];
    return (await this.#all().where("slot", "in", slots).orderBy("slot").execute()).map(itemOf);
  }

  async newestLogged(size: number): Promise<LoggedItem | undefined> {
    const row = await this.#all().where("log_index", "<", size).orderBy("slot", "desc").limit(1).executeTakeFirst();
    if (row === undefined || row.log_index === null) return undefined;
    return { ...itemOf(row), index: row.log_index };
  }

  #all() {
    return this.#database
      .selectFrom("operator_items")
      .innerJoin("log_leaves", "log_leaves.ticket", "operator_items.ticket")
      .select(["slot", "leaf", "kind", "item", "accepted_grant", "log_index"]);
  }
}

function findAccepted(tx: SqlDatabase, grant: Hash) {
  return tx.selectFrom("operator_items").select("slot").where("accepted_grant", "=", grant).executeTakeFirst();
}

type Row = Readonly<{
  slot: number;
  leaf: Uint8Array;
  kind: string;
  item: Uint8Array;
  accepted_grant: Uint8Array | null;
  log_index: number | null;
}>;

function itemOf({ slot, leaf, kind, item, accepted_grant, log_index }: Row): StoredItem {
  return {
    slot,
    leaf: new Uint8Array(leaf),
    kind: kind as ItemRow["kind"],
    item: new Uint8Array(item),
    ...(accepted_grant === null ? {} : { acceptedGrant: new Uint8Array(accepted_grant) as Hash }),
    ...(log_index === null ? {} : { index: log_index }),
  };
}

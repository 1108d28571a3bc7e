// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The stores of one household, as long as this browser is in it. Tabs share one database: another tab may have
 * forgotten this household and founded a new one. Each transaction looks first, so that nothing of the old household,
 * nor its place in the server's list, is ever written into the new one.
 */
import { equalBytes } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import type { IDBPTransaction, StoreNames } from "idb";
import type { VaultDatabase, VaultSchema } from "./database.ts";

type Store = StoreNames<VaultSchema>;
export type OwnTransaction<S extends Store> = IDBPTransaction<VaultSchema, ("membership" | S)[], "readwrite">;

export const HOUSEHOLD_REPLACED = "vault.household_replaced";

export class OwnStores {
  readonly #database: VaultDatabase;
  readonly #createHash: Uint8Array;

  constructor(database: VaultDatabase, createHash: Uint8Array) {
    this.#database = database;
    this.#createHash = createHash;
  }

  /** Membership is always part of it: whoever changes that waits. @throws vault.household_replaced */
  begin<S extends Store = "membership">(...stores: readonly S[]): Promise<OwnTransaction<S>> {
    return this.#begin(stores, "default");
  }

  /**
   * For what must not be forgotten once this browser acted on it: the furthest log and history that it saw, boxes that it
   * owes. When `done` resolves it is on the disk, and a power cut is no rollback. @throws vault.household_replaced
   */
  beginStrict<S extends Store = "membership">(...stores: readonly S[]): Promise<OwnTransaction<S>> {
    return this.#begin(stores, "strict");
  }

  async #begin<S extends Store>(
    stores: readonly S[],
    durability: NonNullable<IDBTransactionOptions["durability"]>,
  ): Promise<OwnTransaction<S>> {
    const transaction = this.#database.transaction<("membership" | S)[], "readwrite">(
      ["membership", ...stores],
      "readwrite",
      { durability },
    );
    const membership = await transaction.objectStore("membership").get("this");
    if (membership !== undefined && equalBytes(membership.createHash, this.#createHash)) return transaction;
    throw new NightlatchError(HOUSEHOLD_REPLACED, "this browser is not in that household any more", {
      advice: "This browser was started anew in another tab. Reload the page.",
    });
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The operator's items and their leaves (protocol §15). Trust: none; an item that is withheld leaves a hole in the
 * lane, and one that is changed does not fit its leaf.
 */
import type { Hash } from "./stored-types.ts";

export type ItemRow = Readonly<{
  slot: number;
  leaf: Uint8Array;
  kind: "roster" | "acceptance" | "legal-demand";
  item: Uint8Array;
  /** Of an acceptance: the grant that it is for. One grant has one. */
  acceptedGrant?: Hash;
}>;
export type StoredItem = ItemRow &
  Readonly<{
    /** Its leaf's place in the log; undefined while it waits. */
    index?: number;
  }>;
export type LoggedItem = ItemRow & Readonly<{ index: number }>;

export interface OperatorItemStore {
  /** Adds an item with its leaf, both or none, if it is the next. False: another has its slot, or its grant. */
  addItem(item: ItemRow): Promise<boolean>;
  lastItem(): Promise<StoredItem | undefined>;
  findItem(slot: number): Promise<StoredItem | undefined>;
  findAcceptance(grant: Hash): Promise<StoredItem | undefined>;
  /** Of one kind or of all, in order from `fromSlot` on, at most `limit`; fewer, but not none, when they are large. */
  readItems(fromSlot: number, limit: number, kind?: ItemRow["kind"]): Promise<readonly StoredItem[]>;
  /** The newest one that a log of `size` leaves holds. */
  newestLogged(size: number): Promise<LoggedItem | undefined>;
}

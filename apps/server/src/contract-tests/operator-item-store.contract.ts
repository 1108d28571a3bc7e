// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every store of the operator's items promises: none without its leaf, none out of turn, one a grant. */
import { describe, expect, it } from "vitest";
import type { LeafQueue } from "../ports/leaf-queue.ts";
import type { ItemRow, OperatorItemStore } from "../ports/operator-item-store.ts";
import type { Hash } from "../ports/stored-types.ts";
import { drawHash } from "./drawn-values.ts";

/** Both on one database. */
export type OpenItemStores = () => Promise<AsyncDisposable & Readonly<{ items: OperatorItemStore; queue: LeafQueue }>>;

export function operatorItemStoreContract(name: string, open: OpenItemStores): void {
  describe(`${name} keeps the promises of an operator's item store`, () => {
    it("takes the next slot only, of many at once one, each with its leaf in the queue", async () => {
      await using stores = await open();
      const { items, queue } = stores;
      expect(await items.addItem(item(1))).toBe(false);
      const placed = await Promise.all(Array.from({ length: 6 }, () => items.addItem(item(0))));
      expect(placed.filter((isFirst) => isFirst)).toHaveLength(1);
      expect(await items.addItem(item(2))).toBe(false);
      const waiting = await queue.waiting(10);
      expect(waiting.map(({ leaf }) => leaf)).toEqual([(await items.lastItem())?.leaf]);
      expect(waiting.map(({ household }) => household)).toEqual([undefined]);
    });

    it("takes one acceptance of a grant, and neither item nor leaf of a second", async () => {
      await using stores = await open();
      const { items, queue } = stores;
      const grant = drawHash();
      const first = item(0, "acceptance", grant);
      await items.addItem(first);
      expect(await items.addItem(item(1, "acceptance", grant))).toBe(false);
      expect(await queue.waiting(10)).toHaveLength(1);
      expect(await items.findAcceptance(grant)).toEqual(first);
      expect(await items.findAcceptance(drawHash())).toBeUndefined();
    });

    it("reads items in order, of one kind or of all, with their place in the log", async () => {
      await using stores = await open();
      const { items, queue } = stores;
      const rows = [item(0), item(1, "acceptance", drawHash()), item(2)];
      for (const row of rows) await items.addItem(row);
      const [first, second] = await queue.waiting(10);
      await queue.settle([
        { ticket: first?.ticket ?? 0, index: 5 },
        { ticket: second?.ticket ?? 0, index: 8 },
      ]);
      expect(await items.readItems(0, 10)).toEqual([{ ...rows[0], index: 5 }, { ...rows[1], index: 8 }, rows[2]]);
      expect((await items.readItems(1, 1)).map(({ slot }) => slot)).toEqual([1]);
      expect((await items.readItems(0, 10, "roster")).map(({ slot }) => slot)).toEqual([0, 2]);
      expect(await items.readItems(3, 10)).toEqual([]);
      const at = async (size: number) => (await items.newestLogged(size))?.slot;
      expect([await at(5), await at(6), await at(8), await at(9)]).toEqual([undefined, 0, 0, 1]);
      expect([await items.findItem(2), await items.findItem(3)]).toEqual([rows[2], undefined]);
    });
  });
}

function item(slot: number, kind: ItemRow["kind"] = "roster", acceptedGrant?: Hash): ItemRow {
  return { slot, leaf: drawHash(), kind, item: drawHash(), ...(acceptedGrant === undefined ? {} : { acceptedGrant }) };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every grant store promises: grants and boxes with their entry or not at all, every receipt, in order. */
import { describe, expect, it } from "vitest";
import type { FetchRow, GrantNews, GrantStore } from "../ports/grant-store.ts";
import type { LedgerStore } from "../ports/ledger-store.ts";
import type { LaneId } from "../ports/stored-types.ts";
import { drawClip, drawDevice, drawHash } from "./drawn-values.ts";

/** Both on one database; `newLane` is of a household that has its first entry. */
export type OpenGrantStores = () => Promise<
  AsyncDisposable & Readonly<{ grants: GrantStore; ledgers: LedgerStore; newLane: () => Promise<LaneId> }>
>;

export function grantStoreContract(name: string, open: OpenGrantStores): void {
  describe(`${name} keeps the promises of a grant store`, () => {
    it("stores a grant with its entry, and none of an entry that is refused", async () => {
      await using stores = await open();
      const { grants } = stores;
      const lane = await stores.newLane();
      const [kept, lost] = [grantOf(lane, 100), grantOf(lane, 100)];
      expect(await append(stores, lane, 2, { opened: [lost], boxes: [] })).toBe(false);
      expect(await append(stores, lane, 1, { opened: [kept], boxes: [] })).toBe(true);
      expect(await grants.findGrant(kept.grant)).toEqual(kept);
      expect(await grants.findGrant(lost.grant)).toBeUndefined();
    });

    it("lists a device's grants that have not ended, the one that ends first first", async () => {
      await using stores = await open();
      const lane = await stores.newLane();
      const staff = drawDevice();
      const rows = [300, 100, 200].map((untilMs) => ({ ...grantOf(lane, untilMs), staff }));
      await append(stores, lane, 1, { opened: [...rows, grantOf(lane, 300)], boxes: [] });
      expect((await stores.grants.grantsOf(staff, 100)).map(({ untilMs }) => untilMs)).toEqual([200, 300]);
      expect(await stores.grants.grantsOf(drawDevice(), 0)).toEqual([]);
    });

    it("keeps the boxes of a release with its entry, the first for each clip", async () => {
      await using stores = await open();
      const lane = await stores.newLane();
      const row = grantOf(lane, 100);
      const box = { grant: row.grant, clip: drawClip(), box: drawHash() };
      await append(stores, lane, 1, { opened: [row], boxes: [] });
      expect(await append(stores, lane, 9, { opened: [], boxes: [box] })).toBe(false);
      expect(await stores.grants.readBoxes(row.grant)).toEqual([]);
      await append(stores, lane, 2, { opened: [], boxes: [box] });
      await append(stores, lane, 3, { opened: [], boxes: [{ ...box, box: drawHash() }] });
      expect(await stores.grants.readBoxes(row.grant)).toEqual([box]);
    });

    it("keeps every receipt of a household in order, each once, and finds a clip's newest", async () => {
      await using stores = await open();
      const { grants } = stores;
      const [lane, other] = [await stores.newLane(), await stores.newLane()];
      const [row, foreign] = [grantOf(lane, 100), grantOf(other, 100)];
      await append(stores, lane, 1, { opened: [row], boxes: [] });
      await append(stores, other, 1, { opened: [foreign], boxes: [] });
      const clip = drawClip();
      const fetches: FetchRow[] = [30, 10, 20].map((atMs) => ({ grant: row.grant, clip, atMs, receipt: drawHash() }));
      for (const fetch of fetches) await grants.addFetch(lane, fetch);
      await grants.addFetch(lane, fetches[0] ?? never());
      await grants.addFetch(other, { grant: foreign.grant, clip, atMs: 99, receipt: drawHash() });
      const page = await grants.fetchesAfter(lane, 0, 2);
      expect(page.fetches).toEqual(fetches.slice(0, 2));
      const rest = await grants.fetchesAfter(lane, page.cursor, 10);
      expect(rest.fetches).toEqual(fetches.slice(2));
      expect(await grants.fetchesAfter(lane, rest.cursor, 10)).toEqual({ fetches: [], cursor: rest.cursor });
      expect((await grants.lastFetch(row.grant, clip))?.atMs).toBe(30);
      expect(await grants.lastFetch(row.grant, drawClip())).toBeUndefined();
    });
  });
}

function append({ ledgers }: Readonly<{ ledgers: LedgerStore }>, lane: LaneId, seq: number, news: GrantNews) {
  return ledgers.append(lane, { seq, head: drawHash(), entry: drawHash() }, [], undefined, news);
}

function grantOf(lane: LaneId, untilMs: number) {
  return { grant: drawHash(), lane, staff: drawDevice(), untilMs };
}

function never(): never {
  throw new Error("there are three");
}

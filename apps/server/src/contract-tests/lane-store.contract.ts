// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every store of leaves promises: none twice, none out of turn, none without its entry, none out of order. */
import type { LogLane } from "@nightlatch/protocol/wire";
import { describe, expect, it } from "vitest";
import type { LaneLeafRow, LaneStore } from "../ports/lane-store.ts";
import type { LeafQueue } from "../ports/leaf-queue.ts";
import type { LedgerStore } from "../ports/ledger-store.ts";
import type { ReleaseRow, ReleaseStore } from "../ports/release-store.ts";
import { drawHash, drawLane } from "./drawn-values.ts";

/** All four on one database: a leaf is stored with its entry, and waits in one queue with the others. */
export type OpenLeafStores = () => Promise<
  AsyncDisposable & Readonly<{ ledgers: LedgerStore; lanes: LaneStore; queue: LeafQueue; releases: ReleaseStore }>
>;

export function laneStoreContract(name: string, open: OpenLeafStores): void {
  describe(`${name} keeps the promises of a lane store`, () => {
    it("stores a leaf with its entry, and neither when the leaf's slot is taken or leaves a hole", async () => {
      await using stores = await open();
      const { ledgers, lanes } = stores;
      const lane = drawLane();
      expect(await ledgers.append(lane, entry(0), [], leaf(1))).toBe(false);
      expect(await ledgers.readEntries(lane, 0, 10)).toEqual([]);
      const first = leaf(0, 0);
      expect(await ledgers.append(lane, entry(0), [], first)).toBe(true);
      for (const slot of [0, 2]) expect(await ledgers.append(lane, entry(1), [], leaf(slot))).toBe(false);
      expect(await ledgers.readEntries(lane, 0, 10)).toHaveLength(1);
      expect(await lanes.lastLeaf(lane)).toEqual(first);
    });

    it("stores no leaf of an entry that it refuses", async () => {
      await using stores = await open();
      const { ledgers, lanes, queue } = stores;
      const lane = drawLane();
      await ledgers.append(lane, entry(0), []);
      expect(await ledgers.append(lane, entry(0), [], leaf(0))).toBe(false);
      expect(await lanes.lastLeaf(lane)).toBeUndefined();
      expect(await queue.waiting(10)).toEqual([]);
    });

    it("takes the next slot only, of many at once one", async () => {
      await using stores = await open();
      const { ledgers, lanes } = stores;
      const lane = drawLane();
      await ledgers.append(lane, entry(0), []);
      expect(await lanes.addLeaf(lane, leaf(1))).toBe(false);
      const placed = await Promise.all(Array.from({ length: 6 }, () => lanes.addLeaf(lane, leaf(0))));
      expect(placed.filter((isFirst) => isFirst)).toHaveLength(1);
      expect((await lanes.lastLeaf(lane))?.slot).toBe(0);
      expect(await lanes.lastLeaf(drawLane())).toBeUndefined();
    });

    it("gives a lane of the log to one household, for good, of many that want it at once", async () => {
      await using stores = await open();
      const { lanes } = stores;
      const logLane = drawLane() as Uint8Array as LogLane;
      const wanting = Array.from({ length: 6 }, () => drawLane());
      const got = await Promise.all(wanting.map((lane) => lanes.claim(logLane, lane)));
      expect(got.filter((isOwn) => isOwn)).toHaveLength(1);
      const again = await Promise.all(wanting.map((lane) => lanes.claim(logLane, lane)));
      expect(again).toEqual(got);
      expect(await lanes.claim(drawLane() as Uint8Array as LogLane, wanting[0] ?? drawLane())).toBe(true);
    });

    it("finds the newest leaf that a log of some size holds", async () => {
      await using stores = await open();
      const { ledgers, lanes, queue } = stores;
      const lane = drawLane();
      const rows = [leaf(0), leaf(1), leaf(2)];
      await ledgers.append(lane, entry(0), [], rows[0]);
      for (const row of rows.slice(1)) await lanes.addLeaf(lane, row);
      const tickets = (await queue.waiting(10)).map(({ ticket }) => ticket);
      await queue.settle([
        { ticket: tickets[0] ?? 0, index: 4 },
        { ticket: tickets[1] ?? 0, index: 9 },
      ]);
      const at = async (size: number) => (await lanes.newestLogged(lane, size))?.index;
      expect([await at(0), await at(4), await at(5), await at(9), await at(10), await at(99)]).toEqual([
        undefined,
        undefined,
        4,
        4,
        9,
        9,
      ]);
      expect(await lanes.lastLeaf(lane)).toEqual(rows[2]);
    });
  });

  describe(`${name} keeps the promises of a leaf queue`, () => {
    it("hands out what waits in the order in which it came, over all lanes, at most so many", async () => {
      await using stores = await open();
      const { ledgers, lanes, queue, releases } = stores;
      const [one, other] = [drawLane(), drawLane()];
      const [first, second, third] = [leaf(0), leaf(0), leaf(1)];
      await ledgers.append(one, entry(0), [], first);
      await ledgers.append(other, entry(0), [], second);
      const own = release(0);
      await releases.addRelease(own);
      await lanes.addLeaf(one, third);
      const waiting = await queue.waiting(10);
      expect(waiting.map((row) => row.leaf)).toEqual([first.leaf, second.leaf, own.leaf, third.leaf]);
      expect(waiting.map(({ household }) => household)).toEqual([one, other, undefined, one]);
      expect((await queue.waiting(2)).map((row) => row.leaf)).toEqual([first.leaf, second.leaf]);
    });

    it("knows how far it is settled, and hands out nothing that is", async () => {
      await using stores = await open();
      const { ledgers, queue } = stores;
      expect(await queue.settledSize()).toBe(0);
      for (let i = 0; i < 3; i += 1) await ledgers.append(drawLane(), entry(0), [], leaf(0));
      const [first, second, third] = (await queue.waiting(10)).map(({ ticket }) => ticket);
      await queue.settle([
        { ticket: first ?? 0, index: 0 },
        { ticket: second ?? 0, index: 1 },
      ]);
      expect(await queue.settledSize()).toBe(2);
      expect((await queue.waiting(10)).map(({ ticket }) => ticket)).toEqual([third]);
    });

    it("refuses two leaves for one place of the log, and settles neither", async () => {
      await using stores = await open();
      const { ledgers, queue } = stores;
      for (let i = 0; i < 2; i += 1) await ledgers.append(drawLane(), entry(0), [], leaf(0));
      const waiting = await queue.waiting(10);
      await expect(queue.settle(waiting.map(({ ticket }) => ({ ticket, index: 0 })))).rejects.toThrow();
      expect(await queue.waiting(10)).toEqual(waiting);
    });

    it("takes no leaf a second time", async () => {
      await using stores = await open();
      const { ledgers } = stores;
      const twice = leaf(0);
      await ledgers.append(drawLane(), entry(0), [], twice);
      await expect(ledgers.append(drawLane(), entry(0), [], twice)).rejects.toThrow();
    });
  });

  describe(`${name} keeps the promises of a release store`, () => {
    it("keeps releases in order, each found by its hash, none out of turn", async () => {
      await using stores = await open();
      const { releases, queue } = stores;
      const [first, second] = [release(0), release(1)];
      expect(await releases.addRelease(second)).toBe(false);
      expect(await releases.addRelease(first)).toBe(true);
      expect(await releases.addRelease(release(0))).toBe(false);
      expect(await releases.addRelease(second)).toBe(true);
      expect(await releases.readReleases()).toEqual([first, second]);
      const [waiting] = await queue.waiting(1);
      await queue.settle([{ ticket: waiting?.ticket ?? 0, index: 0 }]);
      expect(await releases.findRelease(first.hash)).toEqual({ ...first, index: 0 });
      expect(await releases.findRelease(drawHash())).toBeUndefined();
    });
  });
}

function entry(seq: number) {
  return { seq, head: drawHash(), entry: drawHash() };
}

function leaf(slot: number, seq = 0): LaneLeafRow {
  return { slot, leaf: drawHash(), salt: drawHash(), seq };
}

function release(slot: number): ReleaseRow {
  return { slot, leaf: drawHash(), hash: drawHash(), release: drawHash(), version: "1", atMs: 5 };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every record store promises: the highest version stays, and whoever follows misses none. */
import { describe, expect, it } from "vitest";
import type { RecordStore, StoredRecord } from "../ports/record-store.ts";
import type { GroupId, LaneId } from "../ports/stored-types.ts";
import { drawDevice, drawGroup, drawHash } from "./drawn-values.ts";

/** `newLane` makes a household that the store knows of. */
export type OpenRecordStore = () => Promise<
  AsyncDisposable & Readonly<{ store: RecordStore; newLane: () => Promise<LaneId> }>
>;

export function recordStoreContract(name: string, open: OpenRecordStore): void {
  describe(`${name} keeps the promises of a record store`, () => {
    it("replaces a version by a higher one, and by no other", async () => {
      await using opened = await open();
      const { store } = opened;
      const lane = await opened.newLane();
      const [first, second] = [record({ version: 3 }), record({ version: 7 })];
      const key = { kind: first.kind, id: first.id };
      await store.put(lane, first);
      const { placed, cursor } = await store.put(lane, { ...second, ...key });
      expect(placed).toBe("stored");
      expect(await store.put(lane, { ...second, ...key })).toEqual({ placed: "same", cursor });
      for (const version of [7, 6, 1]) {
        expect((await store.put(lane, record({ ...key, version }))).placed).toBe("stale");
      }
      expect(await store.find(lane, key)).toEqual({ ...second, ...key });
    });

    it("lets one of many that come at once have a version", async () => {
      await using opened = await open();
      const { store } = opened;
      const lane = await opened.newLane();
      const id = drawDevice();
      const placed = await Promise.all(Array.from({ length: 6 }, () => store.put(lane, record({ id }))));
      expect(placed.filter((one) => one.placed === "stored")).toHaveLength(1);
    });

    it("shows a follower every change after its cursor once, page by page, oldest first", async () => {
      await using opened = await open();
      const { store } = opened;
      const lane = await opened.newLane();
      const all = [record(), record(), record()];
      for (const one of all) await store.put(lane, one);
      const first = await store.changedAfter(lane, 0, 2, {});
      const rest = await store.changedAfter(lane, first.cursor, 2, {});
      expect([...first.records, ...rest.records]).toEqual(all);
      expect(await store.changedAfter(lane, rest.cursor, 2, {})).toEqual({ records: [], cursor: rest.cursor });
      const changed = { ...record(), kind: "device", id: all[0]?.id ?? drawDevice(), version: 2 } as const;
      await store.put(lane, changed);
      expect((await store.changedAfter(lane, rest.cursor, 10, {})).records).toEqual([changed]);
      expect((await store.changedAfter(lane, 0, 10, {})).records).toEqual([...all.slice(1), changed]);
    });

    it("leaves thumbnails to those who ask for one", async () => {
      await using opened = await open();
      const { store } = opened;
      const lane = await opened.newLane();
      const thumbnail = record({ kind: "thumbnail" });
      await store.put(lane, thumbnail);
      expect((await store.changedAfter(lane, 0, 10, {})).records).toEqual([]);
      expect(await store.find(lane, thumbnail)).toEqual(thumbnail);
    });

    it("filters by author, recipient and group", async () => {
      await using opened = await open();
      const { store } = opened;
      const lane = await opened.newLane();
      const hub = drawDevice();
      const [written, received] = [record({ author: hub }), record({ recipient: hub })];
      for (const one of [record(), written, record({ recipient: drawDevice() }), received]) {
        await store.put(lane, one);
      }
      const ofGroup = record({ group: drawGroup() });
      for (const one of [record({ group: drawGroup() }), ofGroup]) await store.put(lane, one);
      const seen = async (groups: readonly GroupId[]) =>
        (await store.changedAfter(lane, 0, 10, { only: { device: hub, groups } })).records;
      expect(await seen([])).toEqual([written, received]);
      expect(await seen([drawGroup()])).toEqual([written, received]);
      expect(await seen(ofGroup.group === undefined ? [] : [ofGroup.group])).toEqual([written, received, ofGroup]);
    });

    it("keeps kinds, ids and households apart", async () => {
      await using opened = await open();
      const { store } = opened;
      const [lane, other] = [await opened.newLane(), await opened.newLane()];
      const one = record({ version: 5 });
      await store.put(lane, one);
      expect((await store.put(lane, record({ kind: "camera", id: one.id }))).placed).toBe("stored");
      expect((await store.put(other, record({ id: one.id }))).placed).toBe("stored");
      expect(await store.find(lane, one)).toEqual(one);
      expect(await store.find(lane, { kind: "device", id: drawDevice() })).toBeUndefined();
    });

    it("forgets what is removed, and takes a first version there again", async () => {
      await using opened = await open();
      const { store } = opened;
      const lane = await opened.newLane();
      const one = record({ version: 5 });
      await store.put(lane, one);
      await store.remove(lane, one);
      await store.remove(lane, one);
      expect(await store.find(lane, one)).toBeUndefined();
      expect((await store.put(lane, record({ id: one.id, version: 1 }))).placed).toBe("stored");
    });
  });
}

function record(over: Partial<StoredRecord> = {}): StoredRecord {
  return { kind: "device", id: drawDevice(), version: 1, author: drawDevice(), record: drawHash(), ...over };
}

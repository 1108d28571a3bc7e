// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every ledger store promises: no entry twice, none out of turn, boxes together with their entry. */
import { describe, expect, it } from "vitest";
import type { LedgerStore, StoredBox, StoredEntry } from "../ports/ledger-store.ts";
import { drawDevice, drawGroup, drawHash, drawLane } from "./drawn-values.ts";
import type { DeviceId } from "../ports/stored-types.ts";

export type OpenLedgerStore = () => Promise<AsyncDisposable & Readonly<{ store: LedgerStore }>>;

export function ledgerStoreContract(name: string, open: OpenLedgerStore): void {
  describe(`${name} keeps the promises of a ledger store`, () => {
    it("reads entries back in order, from a number on, at most so many", async () => {
      await using opened = await open();
      const { store } = opened;
      const lane = drawLane();
      const entries = [entry(0), entry(1), entry(2)];
      for (const one of entries) expect(await store.append(lane, one, [])).toBe(true);
      expect(await store.readEntries(lane, 0, 10)).toEqual(entries);
      expect(await store.readEntries(lane, 1, 1)).toEqual([entries[1]]);
      expect(await store.readEntries(lane, 3, 10)).toEqual([]);
      expect(await store.readEntries(drawLane(), 0, 10)).toEqual([]);
    });

    it("refuses a number that is taken, and one that leaves a hole", async () => {
      await using opened = await open();
      const { store } = opened;
      const lane = drawLane();
      expect(await store.append(lane, entry(1), [])).toBe(false);
      const first = entry(0);
      await store.append(lane, first, []);
      expect(await store.append(lane, entry(0), [])).toBe(false);
      expect(await store.append(lane, entry(2), [])).toBe(false);
      expect(await store.readEntries(lane, 0, 10)).toEqual([first]);
    });

    it("lets one of many that come at once have a number", async () => {
      await using opened = await open();
      const { store } = opened;
      const lane = drawLane();
      const placed = await Promise.all(Array.from({ length: 8 }, () => store.append(lane, entry(0), [])));
      expect(placed.filter((isFirst) => isFirst)).toHaveLength(1);
      expect(await store.readEntries(lane, 0, 10)).toHaveLength(1);
    });

    it("keeps no box of an entry that it refuses", async () => {
      await using opened = await open();
      const { store } = opened;
      const lane = drawLane();
      const device = drawDevice();
      await store.append(lane, entry(0), []);
      expect(await store.append(lane, entry(0), [box(device)])).toBe(false);
      expect(await store.readBoxes(lane, device)).toEqual([]);
    });

    it("takes in a box later, the same one once, and another one for the same place beside it", async () => {
      await using opened = await open();
      const { store } = opened;
      const [lane, device, group] = [drawLane(), drawDevice(), drawGroup()];
      const first = box(device, group, 0);
      await store.append(lane, entry(0), [first]);
      const late = box(device, group, 1);
      const other = box(device, group, 0);
      await store.addBoxes(lane, [late, other]);
      await store.addBoxes(lane, [late, first]);
      expect(await store.readBoxes(lane, device)).toEqual([first, other, late]);
    });

    it("hands out a device's own boxes of its own household, oldest epoch first", async () => {
      await using opened = await open();
      const { store } = opened;
      const [lane, other] = [drawLane(), drawLane()];
      const [device, neighbour] = [drawDevice(), drawDevice()];
      const group = drawGroup();
      const own = [box(device, group, 0), box(device, group, 1)];
      await store.append(lane, entry(0), own.slice(0, 1));
      await store.append(lane, entry(1), [...own.slice(1), box(neighbour, group, 1)]);
      await store.append(other, entry(0), [box(device)]);
      expect(await store.readBoxes(lane, device)).toEqual(own);
      expect(await store.readBoxes(lane, drawDevice())).toEqual([]);
    });

    it("finds the households that a device got a box in, the first one first, at most so many", async () => {
      await using opened = await open();
      const { store } = opened;
      const device = drawDevice();
      const lanes = [drawLane(), drawLane(), drawLane()];
      for (const lane of lanes) await store.append(lane, entry(0), [box(device)]);
      expect(await store.findLanes(device, 10)).toEqual(lanes);
      expect(await store.findLanes(device, 2)).toEqual(lanes.slice(0, 2));
      expect(await store.findLanes(drawDevice(), 10)).toEqual([]);
    });
  });
}

function entry(seq: number): StoredEntry {
  return { seq, head: drawHash(), entry: drawHash() };
}

function box(device: DeviceId, group = drawGroup(), epoch = 0): StoredBox {
  return { device, group, epoch, box: drawHash() };
}

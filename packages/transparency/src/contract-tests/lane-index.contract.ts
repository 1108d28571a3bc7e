// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every lane index promises. Each adapter runs this; a store that lives in memory has nothing to reopen. */
import { describe, expect, it } from "vitest";
import type { LaneIndex } from "../monitor/lane-index.ts";
import type { LastLeaf } from "../monitor/lane-leaf.ts";

/** `reopen` gives another process's view of the same index; undefined where nothing outlives the process. */
export type OpenLaneIndex = () => Promise<
  AsyncDisposable & Readonly<{ index: LaneIndex; reopen: (() => Promise<LaneIndex>) | undefined }>
>;

const last = (index: number, slot: number): LastLeaf => ({
  index,
  slot,
  hash: new Uint8Array(32).fill(index),
  next: new Uint8Array(32).fill(slot + 100),
});

export function laneIndexContract(name: string, open: OpenLaneIndex): void {
  describe(`${name} keeps the promises of a lane index`, () => {
    it("begins at the first leaf, and knows no lane", async () => {
      await using opened = await open();
      expect(await opened.index.next()).toBe(0);
      expect(await opened.index.find(["a", "b"])).toEqual(new Map());
    });

    it("finds the lanes that it was told of, and no others", async () => {
      await using opened = await open();
      await opened.index.advance(
        3,
        new Map([
          ["a", last(0, 0)],
          ["b", last(2, 7)],
        ]),
      );
      expect(await opened.index.next()).toBe(3);
      expect(await opened.index.find(["b", "c", "__proto__", "' or 1"])).toEqual(new Map([["b", last(2, 7)]]));
      expect(await opened.index.find([])).toEqual(new Map());
    });

    it("puts a lane's new last leaf in place of the old one", async () => {
      await using opened = await open();
      await opened.index.advance(1, new Map([["a", last(0, 0)]]));
      await opened.index.advance(256, new Map([["a", last(200, 1)]]));
      expect(await opened.index.find(["a"])).toEqual(new Map([["a", last(200, 1)]]));
    });

    it("takes as many lanes as a bundle has leaves", async () => {
      await using opened = await open();
      const lanes = Array.from({ length: 256 }, (_, i) => [`lane ${String(i)}`, last(i % 200, i % 100)] as const);
      await opened.index.advance(256, new Map(lanes));
      expect(await opened.index.find(lanes.map(([lane]) => lane))).toEqual(new Map(lanes));
    });

    it("remembers for whoever opens it next, where it outlives the process", async () => {
      await using opened = await open();
      if (opened.reopen === undefined) return;
      await opened.index.advance(9, new Map([["a", last(8, 0)]]));
      const other = await opened.reopen();
      expect(await other.next()).toBe(9);
      expect(await other.find(["a"])).toEqual(new Map([["a", last(8, 0)]]));
    });
  });
}

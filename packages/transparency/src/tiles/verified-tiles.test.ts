// SPDX-License-Identifier: AGPL-3.0-or-later
import { concatBytes } from "@nightlatch/bytes";
import { merkleRoot } from "@nightlatch/crypto/merkle";
import { openSmallLog, smallLogLeaf, type SmallLog } from "@nightlatch/testkit";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { equalHeads, EMPTY_TREE } from "../merkle/tree-head.ts";
import { leafHash, verifyConsistency, verifyInclusion } from "../merkle/verify-proof.ts";
import type { TileSource } from "./tile-source.ts";
import { openTiles } from "./verified-tiles.ts";

/** Two full tiles on level 0, and 88 hashes of a third. */
const SIZE = 600;
let log: SmallLog;

beforeAll(async () => {
  log = await openSmallLog(SIZE);
  await log.sequencer.close();
});

const indexes = fc.nat({ max: SIZE - 1 });

describe("a reader of proven tiles", () => {
  it("gives every leaf in its place", async () => {
    const tiles = await openTiles(log.sequencer.head(), log.store);
    const read = await Array.fromAsync(tiles.leaves());
    expect(read.map(({ start }) => start)).toEqual([0, 256, 512]);
    expect(read.flatMap(({ leaves }) => leaves)).toEqual(log.leaves);
  });

  it("gives any range of leaves", async () => {
    const tiles = await openTiles(log.sequencer.head(), log.store);
    await fc.assert(
      fc.asyncProperty(indexes, indexes, async (a, b) => {
        const [start, end] = a < b ? [a, b] : [b, a];
        const read = await Array.fromAsync(tiles.leaves(start, end));
        expect(read.flatMap(({ leaves }) => leaves)).toEqual(log.leaves.slice(start, end));
      }),
      { numRuns: 30 },
    );
  });

  it("gives proofs that hold, of any leaf and from any earlier size", async () => {
    const head = log.sequencer.head();
    const tiles = await openTiles(head, log.store);
    await fc.assert(
      fc.asyncProperty(indexes, async (index) => {
        verifyInclusion(smallLogLeaf(index), index, await tiles.inclusionProof(index), head);
        const older = { size: index, root: merkleRoot(log.leaves.slice(0, index).map((leaf) => leafHash(leaf))) };
        expect(equalHeads(older, await tiles.headAt(index))).toBe(true);
        verifyConsistency(older, head, await tiles.consistencyProof(index));
      }),
      { numRuns: 60 },
    );
  });

  it("reads nothing of an empty log", async () => {
    const tiles = await openTiles(EMPTY_TREE, { read: () => Promise.reject(new Error("nothing to read")) });
    expect(await Array.fromAsync(tiles.leaves())).toEqual([]);
    expect(equalHeads(await tiles.headAt(0), EMPTY_TREE)).toBe(true);
  });

  it("refuses a head that has another root, or no such size", async () => {
    const { size, root } = log.sequencer.head();
    const forked = await openSmallLog(SIZE, " forked");
    const other = openTiles({ size, root: forked.sequencer.head().root }, log.store);
    await expect(other).rejects.toMatchObject({ code: "transparency.tile_invalid" });
    await expect(openTiles({ size: 1, root }, log.store)).rejects.toMatchObject({ code: "transparency.tile_invalid" });
    await expect(openTiles({ size: 700, root }, log.store)).rejects.toMatchObject({
      code: "transparency.tile_missing",
    });
    await expect(openTiles({ size: 0, root }, log.store)).rejects.toMatchObject({ code: "transparency.tile_invalid" });
  });

  it("refuses another log's piece in any place, whoever serves it", async () => {
    const forked = await openSmallLog(SIZE, " forked");
    for (const path of log.store.objects.keys()) {
      const source: TileSource = {
        read: (asked) => (asked === path ? forked.store.read(path) : log.store.read(asked)),
      };
      await expect(readAll(source), path).rejects.toMatchObject({ code: "transparency.tile_invalid" });
    }
  });

  it("refuses another log's tile together with its leaves, which fit each other", async () => {
    const forked = await openSmallLog(SIZE, " forked");
    for (const index of ["000", "001"]) {
      const taken = [`tile/0/${index}`, `tile/entries/${index}`];
      const source: TileSource = {
        read: (asked) => (taken.includes(asked) ? forked.store : log.store).read(asked),
      };
      const refused = { code: "transparency.tile_invalid", path: `tile/0/${index}` };
      await expect(readAll(source)).rejects.toMatchObject(refused);
      const tiles = await openTiles(log.sequencer.head(), source);
      await expect(tiles.inclusionProof(Number(index) * 256)).rejects.toMatchObject(refused);
    }
  });

  it("refuses any changed bit of any piece", async () => {
    const paths = [...log.store.objects.keys()];
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), async (which, at) => {
        const path = paths[which % paths.length] ?? "";
        const bytes = (await log.store.read(path)) ?? new Uint8Array();
        const position = at % bytes.length;
        const changed = bytes.with(position, (bytes[position] ?? 0) ^ (1 << (at % 8)));
        const source: TileSource = {
          read: (asked) => (asked === path ? Promise.resolve(changed) : log.store.read(asked)),
        };
        await expect(readAll(source)).rejects.toMatchObject({ code: "transparency.tile_invalid" });
      }),
      { numRuns: 60 },
    );
  });

  it("refuses pieces that are longer or shorter than they should be", async () => {
    for (const path of log.store.objects.keys()) {
      const bytes = (await log.store.read(path)) ?? new Uint8Array();
      for (const wrong of [bytes.slice(1), bytes.slice(32), concatBytes(bytes, new Uint8Array(32)), new Uint8Array()]) {
        const source: TileSource = {
          read: (asked) => (asked === path ? Promise.resolve(wrong) : log.store.read(asked)),
        };
        await expect(readAll(source), path).rejects.toMatchObject({ code: "transparency.tile_invalid" });
      }
    }
  });

  it("names a piece that is missing", async () => {
    for (const path of log.store.objects.keys()) {
      const source: TileSource = {
        read: (asked) => (asked === path ? Promise.resolve(undefined) : log.store.read(asked)),
      };
      await expect(readAll(source)).rejects.toMatchObject({ code: "transparency.tile_missing", path });
    }
  });

  it("holds no more tiles in memory than it may", async () => {
    let reads = 0;
    const source: TileSource = {
      read: (path) => {
        reads += 1;
        return log.store.read(path);
      },
    };
    const tiles = await openTiles(log.sequencer.head(), source);
    await Array.fromAsync(tiles.leaves());
    // Two partial tiles, two full ones, three bundles: nothing is read twice on the way from left to right.
    expect(reads).toBe(7);
  });

  async function readAll(source: TileSource): Promise<void> {
    const tiles = await openTiles(log.sequencer.head(), source);
    await Array.fromAsync(tiles.leaves());
  }
});

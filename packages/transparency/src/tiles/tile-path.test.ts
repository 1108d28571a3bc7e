// SPDX-License-Identifier: AGPL-3.0-or-later
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeEntryBundle, decodeHashTile, encodeEntryBundle, encodeHashTile } from "./tile-codec.ts";
import { entryBundlePath, hashTilePath, partialTiles } from "./tile-path.ts";

describe("the path of a tile", () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, "tile/0/000"],
    [{ level: 0, index: 999, width: 256 }, "tile/0/999"],
    [{ level: 0, index: 1000, width: 256 }, "tile/0/x001/000"],
    [{ level: 3, index: 1_234_067, width: 256 }, "tile/3/x001/x234/067"],
    [{ level: 63, index: 1_234_067, width: 1 }, "tile/63/x001/x234/067.p/1"],
    [{ level: 2, index: 1_000_000_000, width: 255 }, "tile/2/x001/x000/x000/000.p/255"],
  ])("%j is %s", (place, path) => {
    expect(hashTilePath(place)).toBe(path);
  });

  it("of entries says so in place of a level", () => {
    expect(entryBundlePath(1_234_067, 256)).toBe("tile/entries/x001/x234/067");
    expect(entryBundlePath(0, 12)).toBe("tile/entries/000.p/12");
  });

  it("is not made for a tile that is empty, too wide or nowhere", () => {
    for (const width of [0, 257, -1]) expect(() => hashTilePath({ level: 0, index: 0, width })).toThrow("invariant");
    for (const index of [-1, 0.5, 2 ** 53]) expect(() => entryBundlePath(index, 1)).toThrow("invariant");
  });
});

describe("the partial tiles of a tree", () => {
  it("are those of the specification's example of 70,000 leaves", () => {
    expect(partialTiles(70_000)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
  });

  it.each([
    [0, []],
    [1, [{ level: 0, index: 0, width: 1 }]],
    [256, [{ level: 1, index: 0, width: 1 }]],
    [65_536, [{ level: 2, index: 0, width: 1 }]],
  ])("of %i leaves are %j", (size, places) => {
    expect(partialTiles(size)).toEqual(places);
  });
});

describe("a bundle of entries", () => {
  const anyLeaves = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 });
  const invalid = expect.objectContaining({ code: "transparency.tile_invalid" }) as Error;

  it("is read as it was written, and in no other number of leaves", () => {
    fc.assert(
      fc.property(anyLeaves, (leaves) => {
        const bytes = encodeEntryBundle(leaves);
        expect(decodeEntryBundle(bytes, leaves.length, "p")).toEqual(leaves);
        expect(() => decodeEntryBundle(bytes, leaves.length + 1, "p")).toThrow(invalid);
        expect(() => decodeEntryBundle(bytes, leaves.length - 1, "p")).toThrow(invalid);
        expect(() => decodeEntryBundle(bytes.slice(0, -1), leaves.length, "p")).toThrow(invalid);
        expect(() => decodeEntryBundle(Uint8Array.from([...bytes, 0]), leaves.length, "p")).toThrow(invalid);
      }),
    );
  });

  it("puts each leaf behind its length in two bytes, the higher one first", () => {
    expect(encodeEntryBundle([new Uint8Array(258).fill(7), new Uint8Array()])).toEqual(
      Uint8Array.from([1, 2, ...new Uint8Array(258).fill(7), 0, 0]),
    );
  });

  it("survives any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.integer({ min: 1, max: 256 }), (bytes, width) => {
        let leaves: readonly Uint8Array[];
        try {
          leaves = decodeEntryBundle(bytes, width, "p");
        } catch (error) {
          expect(error).toMatchObject({ code: "transparency.tile_invalid", path: "p" });
          return;
        }
        expect(encodeEntryBundle(leaves)).toEqual(bytes);
      }),
    );
  });
});

describe("a tile of hashes", () => {
  it("holds exactly its width", () => {
    const bytes = new Uint8Array(96).map((_, i) => i);
    expect(encodeHashTile(decodeHashTile(bytes, 3, "p"))).toEqual(bytes);
    for (const width of [2, 4]) {
      expect(() => decodeHashTile(bytes, width, "p")).toThrow(
        expect.objectContaining({ code: "transparency.tile_invalid" }),
      );
    }
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The growing side of a tree: at each level the hashes that do not fill a tile yet, and the leaves that do not
 * fill a bundle. Enough to append and to know the root; its size is O(log n). Yields every piece that it completes.
 */
import type { Hash } from "@nightlatch/crypto/keys";
import { merkleLeafHash, merkleRoot, rootOfPeaks } from "@nightlatch/crypto/merkle";
import { peaksOf } from "../merkle/peaks.ts";
import type { TreeHead } from "../merkle/tree-head.ts";
import { encodeEntryBundle, encodeHashTile } from "../tiles/tile-codec.ts";
import { entryBundlePath, hashTilePath, TILE_WIDTH } from "../tiles/tile-path.ts";
import type { StoredObject } from "./log-store.ts";

type Level = { index: number; hashes: Hash[] };

export class TreeEdge {
  readonly #levels: Level[] = [];
  #leaves: Uint8Array[] = [];
  #size = 0;

  /** The edge of a tree of `size`, from its partial tiles (lowest first) and its partial bundle, all proven. */
  static resume(size: number, levels: readonly (readonly Hash[])[], leaves: readonly Uint8Array[]): TreeEdge {
    const edge = new TreeEdge();
    let hashesBelow = size;
    for (const hashes of levels) {
      edge.#levels.push({ index: Math.floor(hashesBelow / TILE_WIDTH), hashes: [...hashes] });
      hashesBelow = Math.floor(hashesBelow / TILE_WIDTH);
    }
    edge.#leaves = [...leaves];
    edge.#size = size;
    return edge;
  }

  /** Independent of this one: what is appended there does not show here. */
  copy(): TreeEdge {
    return TreeEdge.resume(
      this.#size,
      this.#levels.map(({ hashes }) => hashes),
      this.#leaves,
    );
  }

  get size(): number {
    return this.#size;
  }

  head(): TreeHead {
    const peaks = this.#levels.toReversed().flatMap(({ hashes }) => peaksOf(hashes));
    return { size: this.#size, root: rootOfPeaks(peaks) };
  }

  /** The full bundle and full tiles that this leaf completes, lowest first; most leaves complete none. */
  append(leaf: Uint8Array): readonly StoredObject[] {
    const completed: StoredObject[] = [];
    this.#leaves.push(leaf);
    this.#size += 1;
    if (this.#leaves.length === TILE_WIDTH) {
      const path = entryBundlePath(this.#size / TILE_WIDTH - 1, TILE_WIDTH);
      completed.push({ path, bytes: encodeEntryBundle(this.#leaves) });
      this.#leaves = [];
    }
    this.#push(0, merkleLeafHash(leaf), completed);
    return completed;
  }

  /** The partial bundle and the partial tiles, lowest first: what a reader of this very size needs. */
  partials(): readonly StoredObject[] {
    const bundleIndex = Math.floor(this.#size / TILE_WIDTH);
    const [leaves, rows] = [this.#leaves, this.#levels.map((row, level) => ({ ...row, level }))];
    return [
      ...(leaves.length === 0
        ? []
        : [{ path: entryBundlePath(bundleIndex, leaves.length), bytes: encodeEntryBundle(leaves) }]),
      ...rows
        .filter(({ hashes }) => hashes.length > 0)
        .map(({ level, index, hashes }) => ({
          path: hashTilePath({ level, index, width: hashes.length }),
          bytes: encodeHashTile(hashes),
        })),
    ];
  }

  #push(level: number, hash: Hash, completed: StoredObject[]): void {
    const row = (this.#levels[level] ??= { index: 0, hashes: [] });
    row.hashes.push(hash);
    if (row.hashes.length < TILE_WIDTH) return;
    completed.push({
      path: hashTilePath({ level, index: row.index, width: TILE_WIDTH }),
      bytes: encodeHashTile(row.hashes),
    });
    const root = merkleRoot(row.hashes);
    row.index += 1;
    row.hashes = [];
    this.#push(level + 1, root, completed);
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Reads a log's pieces and believes none before the tree head vouches for it. The partial tiles are the tree's
 * right edge and fold into the root; a full tile's root stands in the tile above it. So every hash that leaves here
 * leads to the head, and so does every leaf. Memory does not grow with the log.
 */
import { equalBytes } from "@nightlatch/bytes";
import { invariant } from "@nightlatch/errors";
import type { Hash } from "@nightlatch/crypto/keys";
import { EMPTY_ROOT, merkleRoot, rootOfPeaks } from "@nightlatch/crypto/merkle";
import { TileError } from "../errors.ts";
import { peaksOf } from "../merkle/peaks.ts";
import {
  consistencyRanges,
  fullSubtrees,
  inclusionRanges,
  powerOfTwo,
  type LeafRange,
  type Subtree,
} from "../merkle/subtrees.ts";
import type { TreeHead } from "../merkle/tree-head.ts";
import { leafHash } from "../merkle/verify-proof.ts";
import { decodeEntryBundle, decodeHashTile } from "./tile-codec.ts";
import {
  CHECKPOINT_PATH,
  entryBundlePath,
  hashesAt,
  hashTilePath,
  partialTiles,
  TILE_HEIGHT,
  TILE_WIDTH,
  type TilePlace,
} from "./tile-path.ts";
import type { TileSource } from "./tile-source.ts";

/** Up to 256 leaves that stand side by side, with their hashes. */
export type ProvenLeaves = Readonly<{ start: number; leaves: readonly Uint8Array[]; hashes: readonly Hash[] }>;

/** 64 tiles of 8 KiB: a reader that goes from left to right needs one a level. */
const MAX_CACHED_TILES = 64;

/**
 * A reader of the tree that `head` names.
 * @throws transparency.tile_invalid | transparency.tile_missing when the right edge does not fold into the root
 */
export async function openTiles(head: TreeHead, source: TileSource): Promise<VerifiedTiles> {
  const edge = await Promise.all(
    partialTiles(head.size).map(async (place) => ({ ...place, hashes: await readHashTile(source, place) })),
  );
  const peaks = edge.toReversed().flatMap(({ hashes }) => peaksOf(hashes));
  if (!equalBytes(rootOfPeaks(peaks), head.root)) {
    const path = edge[0] === undefined ? CHECKPOINT_PATH : hashTilePath(edge[0]);
    throw invalid(path, "or another partial tile does not fold into the log's root");
  }
  return new VerifiedTiles(head, source, edge);
}

type EdgeTile = TilePlace & Readonly<{ hashes: readonly Hash[] }>;

export class VerifiedTiles {
  readonly head: TreeHead;
  readonly #source: TileSource;
  readonly #edge: ReadonlyMap<number, EdgeTile>;
  /** Proven full tiles, the most recently used last. */
  readonly #cache = new Map<string, readonly Hash[]>();

  /** Use openTiles, which proves the edge. */
  constructor(head: TreeHead, source: TileSource, edge: readonly EdgeTile[]) {
    this.head = head;
    this.#source = source;
    this.#edge = new Map(edge.map((tile) => [tile.level, tile]));
  }

  /** Leaves [start, end), bundle by bundle. @throws transparency.tile_invalid | transparency.tile_missing */
  async *leaves(start = 0, end = this.head.size): AsyncGenerator<ProvenLeaves> {
    invariant(start >= 0 && end <= this.head.size, "the leaves are in the tree");
    for (let at = start; at < end;) {
      const index = Math.floor(at / TILE_WIDTH);
      const first = index * TILE_WIDTH;
      const hashes = await this.#tile(0, index);
      const leaves = await this.#bundle(index, hashes);
      const [from, to] = [at - first, Math.min(end - first, leaves.length)];
      yield { start: at, leaves: leaves.slice(from, to), hashes: hashes.slice(from, to) };
      at = first + to;
    }
  }

  /** @throws transparency.tile_invalid | transparency.tile_missing */
  async leaf(index: number): Promise<Uint8Array> {
    for await (const { leaves } of this.leaves(index, index + 1)) {
      for (const leaf of leaves) return leaf;
    }
    throw new Error("invariant: a leaf that is in the tree is read or refused");
  }

  /** RFC 6962 §2.1.1. @throws transparency.tile_invalid | transparency.tile_missing */
  inclusionProof(index: number): Promise<readonly Hash[]> {
    return this.#rootsOf(inclusionRanges(index, this.head.size));
  }

  /** RFC 6962 §2.1.2, from the tree of `oldSize` leaves. @throws transparency.tile_invalid | transparency.tile_missing */
  consistencyProof(oldSize: number): Promise<readonly Hash[]> {
    return this.#rootsOf(consistencyRanges(oldSize, this.head.size));
  }

  /** The head that this log had at an earlier size. @throws transparency.tile_invalid | transparency.tile_missing */
  async headAt(size: number): Promise<TreeHead> {
    invariant(size >= 0 && size <= this.head.size, "an earlier size is not larger");
    if (size === 0) return { size, root: EMPTY_ROOT };
    return { size, root: await this.#rootOf({ start: 0, end: size }) };
  }

  /** For each level that has hashes, lowest first, those that do not fill a tile: what an appender resumes from. */
  edge(): readonly (readonly Hash[])[] {
    const levels: (readonly Hash[])[] = [];
    while (hashesAt(levels.length, this.head.size) > 0) levels.push(this.#edge.get(levels.length)?.hashes ?? []);
    return levels;
  }

  async #rootsOf(ranges: readonly LeafRange[]): Promise<readonly Hash[]> {
    const roots: Hash[] = [];
    for (const range of ranges) roots.push(await this.#rootOf(range));
    return roots;
  }

  async #rootOf(range: LeafRange): Promise<Hash> {
    const roots: Hash[] = [];
    for (const subtree of fullSubtrees(range)) roots.push(await this.#subtreeRoot(subtree));
    return rootOfPeaks(roots);
  }

  async #subtreeRoot({ level, index }: Subtree): Promise<Hash> {
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const width = powerOfTwo(level % TILE_HEIGHT);
    const tile = await this.#tile(tileLevel, Math.floor((index * width) / TILE_WIDTH));
    const from = (index * width) % TILE_WIDTH;
    return merkleRoot(tile.slice(from, from + width));
  }

  /** Proven hashes of a tile that this tree has. */
  async #tile(level: number, index: number): Promise<readonly Hash[]> {
    const edge = this.#edge.get(level);
    if (edge?.index === index) return edge.hashes;
    const place = { level, index, width: TILE_WIDTH };
    const path = hashTilePath(place);
    const known = this.#cache.get(path);
    if (known !== undefined) return this.#remember(path, known);
    const [hashes, above] = await Promise.all([
      readHashTile(this.#source, place),
      this.#tile(level + 1, Math.floor(index / TILE_WIDTH)),
    ]);
    const vouched = above[index % TILE_WIDTH];
    invariant(vouched !== undefined, "the tile above a full one has its root");
    if (!equalBytes(merkleRoot(hashes), vouched)) throw invalid(path, "is not what the tile above it says");
    return this.#remember(path, hashes);
  }

  async #bundle(index: number, hashes: readonly Hash[]): Promise<readonly Uint8Array[]> {
    const path = entryBundlePath(index, hashes.length);
    const { bytes, isFull } = await readPiece(this.#source, path, entryBundlePath(index, TILE_WIDTH));
    const leaves = decodeEntryBundle(bytes, isFull ? TILE_WIDTH : hashes.length, path).slice(0, hashes.length);
    leaves.forEach((leaf, i) => {
      const expected = hashes[i];
      if (expected === undefined || !equalBytes(leafHash(leaf), expected)) {
        throw invalid(path, `holds another leaf ${String(index * TILE_WIDTH + i)} than the tree`);
      }
    });
    return leaves;
  }

  #remember(path: string, hashes: readonly Hash[]): readonly Hash[] {
    this.#cache.delete(path);
    this.#cache.set(path, hashes);
    for (const oldest of this.#cache.keys()) {
      if (this.#cache.size <= MAX_CACHED_TILES) break;
      this.#cache.delete(oldest);
    }
    return hashes;
  }
}

/** Hashes as stored: not proven yet. */
async function readHashTile(source: TileSource, place: TilePlace): Promise<readonly Hash[]> {
  const [path, fullPath] = [hashTilePath(place), hashTilePath({ ...place, width: TILE_WIDTH })];
  const { bytes, isFull } = await readPiece(source, path, fullPath);
  return decodeHashTile(bytes, isFull ? TILE_WIDTH : place.width, path).slice(0, place.width);
}

/** A log may drop a partial piece once the full one is there (c2sp.org/tlog-tiles, "Partial Tiles"). */
async function readPiece(
  source: TileSource,
  path: string,
  fullPath: string,
): Promise<Readonly<{ bytes: Uint8Array; isFull: boolean }>> {
  const exact = await source.read(path);
  if (exact !== undefined) return { bytes: exact, isFull: path === fullPath };
  const full = path === fullPath ? undefined : await source.read(fullPath);
  if (full !== undefined) return { bytes: full, isFull: true };
  throw new TileError("transparency.tile_missing", path, "is not there", {
    advice: "Ask again later; if it stays away, the log's operator holds back what it signed.",
  });
}

function invalid(path: string, reason: string): TileError {
  return new TileError("transparency.tile_invalid", path, reason, {
    advice: "Keep the piece and the checkpoint: the log serves what it did not sign.",
  });
}

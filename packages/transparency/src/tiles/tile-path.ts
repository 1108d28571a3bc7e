// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Where pieces of a log are kept: c2sp.org/tlog-tiles, "Merkle Tree", "Partial Tiles" and "Log entries". */
import { invariant } from "@nightlatch/errors";
import { powerOfTwo } from "../merkle/subtrees.ts";

export const CHECKPOINT_PATH = "checkpoint";
/** Each tile spans eight levels of the tree. */
export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 256;

/** Hash tile `index` of `level`: the roots of the subtrees of height 8 · level, from 256 · index on. */
export type TilePlace = Readonly<{
  level: number;
  index: number;
  /** How many hashes, or entries, it holds: 1 to 256. Less than 256 makes it partial. */
  width: number;
}>;

export function hashTilePath({ level, index, width }: TilePlace): string {
  return `tile/${String(level)}/${indexPath(index)}${widthSuffix(width)}`;
}

/** The leaves of hash tile (0, index). */
export function entryBundlePath(index: number, width: number): string {
  return `tile/entries/${indexPath(index)}${widthSuffix(width)}`;
}

/** What all partial versions of a tile or bundle have in front, given the path of the full one. */
export function partialsFolder(fullPath: string): string {
  return `${fullPath}.p/`;
}

/** How many hashes `level` has in a tree of `size`. */
export function hashesAt(level: number, size: number): number {
  return Math.floor(size / powerOfTwo(TILE_HEIGHT * level));
}

/** The partial tiles of a tree of `size`, one a level at most, lowest first: its right edge. */
export function partialTiles(size: number): readonly TilePlace[] {
  const places: TilePlace[] = [];
  for (let level = 0; hashesAt(level, size) > 0; level += 1) {
    const hashes = hashesAt(level, size);
    const width = hashes % TILE_WIDTH;
    if (width > 0) places.push({ level, index: Math.floor(hashes / TILE_WIDTH), width });
  }
  return places;
}

/** 1234067 is x001/x234/067. */
function indexPath(index: number): string {
  invariant(Number.isSafeInteger(index) && index >= 0, "a tile has an index");
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  const parts = padded.match(/.{3}/g) ?? [];
  return parts.map((part, i) => (i < parts.length - 1 ? `x${part}` : part)).join("/");
}

function widthSuffix(width: number): string {
  invariant(width >= 1 && width <= TILE_WIDTH, "an empty tile is not kept");
  return width === TILE_WIDTH ? "" : `.p/${String(width)}`;
}

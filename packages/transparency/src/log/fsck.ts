// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Proves a whole log: every tile, every bundle, every leaf, against its signed checkpoint. Flat in memory. */
import { equalBytes } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import { merkleRoot } from "@nightlatch/crypto/merkle";
import { TileError, TransparencyError } from "../errors.ts";
import type { TreeHead } from "../merkle/tree-head.ts";
import { leafHash } from "../merkle/verify-proof.ts";
import { openCheckpoint, type SignedCheckpoint } from "../notes/open-checkpoint.ts";
import type { VerifierKey } from "../notes/verifier-key.ts";
import { decodeEntryBundle, decodeHashTile } from "../tiles/tile-codec.ts";
import {
  CHECKPOINT_PATH,
  entryBundlePath,
  hashTilePath,
  partialTiles,
  TILE_WIDTH,
  type TilePlace,
} from "../tiles/tile-path.ts";
import type { TileSource } from "../tiles/tile-source.ts";
import { openTiles, type VerifiedTiles } from "../tiles/verified-tiles.ts";

export type FsckVerdict =
  | Readonly<{ kind: "whole"; checkpoint: SignedCheckpoint }>
  /** The first piece from the left that is missing or not what was signed. */
  | Readonly<{ kind: "broken"; path: string; error: TransparencyError }>;

/** Never throws for what the source holds, only for a source that fails. */
export async function fsck(source: TileSource, logKeys: readonly VerifierKey[]): Promise<FsckVerdict> {
  try {
    const bytes = await source.read(CHECKPOINT_PATH);
    if (bytes === undefined) throw new TileError("transparency.tile_missing", CHECKPOINT_PATH, "is not there");
    const checkpoint = openCheckpoint(bytes, logKeys);
    await readAll(checkpoint.checkpoint, source);
    return { kind: "whole", checkpoint };
  } catch (error) {
    if (error instanceof TileError) return { kind: "broken", path: error.path, error };
    if (error instanceof TransparencyError) return { kind: "broken", path: CHECKPOINT_PATH, error };
    throw error;
  }
}

/** Reading every leaf proves every tile: each one vouches for those below it. */
async function readAll(head: TreeHead, source: TileSource): Promise<void> {
  const tiles = await openEdge(head, source);
  let count = 0;
  for await (const { leaves } of tiles.leaves()) count += leaves.length;
  if (count !== head.size) throw new TileError("transparency.tile_missing", CHECKPOINT_PATH, "names more leaves");
}

async function openEdge(head: TreeHead, source: TileSource): Promise<VerifiedTiles> {
  try {
    return await openTiles(head, source);
  } catch (error) {
    const culprit = hasCode(error, "transparency.tile_invalid") ? await wrongPartial(head, source) : undefined;
    throw culprit === undefined ? error : new TileError("transparency.tile_invalid", culprit, "is not what was signed");
  }
}

/** The edge folds into the root as one; what stands below each partial tile tells which of them is wrong. */
async function wrongPartial(head: TreeHead, source: TileSource): Promise<string | undefined> {
  for (const place of partialTiles(head.size)) {
    const path = hashTilePath(place);
    const bytes = await source.read(path);
    if (bytes !== undefined && !(await agreesWithBelow(source, place, path, bytes))) return path;
  }
  return undefined;
}

async function agreesWithBelow(
  source: TileSource,
  place: TilePlace,
  path: string,
  bytes: Uint8Array,
): Promise<boolean> {
  const hashes = decodeHashTile(bytes, place.width, path);
  if (place.level === 0) {
    const bundlePath = entryBundlePath(place.index, place.width);
    const bundle = await source.read(bundlePath);
    if (bundle === undefined) return true;
    const leaves = decodeEntryBundle(bundle, place.width, bundlePath);
    return leaves.every((leaf, i) => equalBytes(leafHash(leaf), hashes[i] ?? new Uint8Array()));
  }
  for (const [i, hash] of hashes.entries()) {
    const below = { level: place.level - 1, index: place.index * TILE_WIDTH + i, width: TILE_WIDTH };
    const tile = await source.read(hashTilePath(below));
    if (tile === undefined) continue;
    if (!equalBytes(merkleRoot(decodeHashTile(tile, TILE_WIDTH, hashTilePath(below))), hash)) return false;
  }
  return true;
}

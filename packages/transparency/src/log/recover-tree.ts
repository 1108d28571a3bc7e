// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a sequencer does before it appends: finishes what a crash interrupted, and refuses a store that
 * contradicts itself or what was signed. The life of a batch, and what a crash after each step leaves:
 *
 *   1. leaves staged            nothing happened: the head is the old one, and nobody was answered
 *   2. head swapped             the batch is in: its tiles are made again from the staged leaves
 *   3. tiles and bundles        the same, and they are found to be the same bytes
 *   4. checkpoint published     only the clearing up is missing
 *   5. staged leaves removed    nothing is missing
 *
 * A signature is made after step 3 alone, for the head of step 2. So no restart can sign another tree of that size.
 */
import { TileError, TransparencyError } from "../errors.ts";
import { equalHeads, type TreeHead } from "../merkle/tree-head.ts";
import { openCheckpoint, type SignedCheckpoint } from "../notes/open-checkpoint.ts";
import type { VerifierKey } from "../notes/verifier-key.ts";
import { CHECKPOINT_PATH, TILE_WIDTH } from "../tiles/tile-path.ts";
import { openTiles, type VerifiedTiles } from "../tiles/verified-tiles.ts";
import type { LogStore, StoredObject } from "./log-store.ts";
import { decodeStaged, stagedPath } from "./staged-batch.ts";
import { TreeEdge } from "./tree-edge.ts";

export type RecoveredTree = Readonly<{
  edge: TreeEdge;
  /** What readers see; undefined in a new log. Perhaps of an earlier tree than the edge. */
  published: SignedCheckpoint | undefined;
}>;

/** @throws transparency.store_contradicts */
export async function recoverTree(store: LogStore, logKeys: readonly VerifierKey[]): Promise<RecoveredTree> {
  const head = await store.readHead();
  const staged = await store.read(stagedPath(head));
  if (staged !== undefined) await finishBatch(store, head, staged);
  const tiles = await openStored(store, head);
  const edge = await edgeOf(tiles);
  return { edge, published: await readPublished(store, tiles, logKeys) };
}

/** Writes tiles and bundles; those that are there already must be the same. @throws transparency.store_contradicts */
export async function putPieces(store: LogStore, pieces: readonly StoredObject[]): Promise<void> {
  const [different] = await store.put(pieces);
  if (different !== undefined) throw contradicts(`${different} holds other bytes than the committed tree has`);
}

async function finishBatch(store: LogStore, head: TreeHead, bytes: Uint8Array): Promise<void> {
  const { from, leaves } = decodeStaged(bytes, head);
  const edge = await edgeOf(await openStored(store, from));
  const completed = leaves.flatMap((leaf) => edge.append(leaf));
  if (!equalHeads(edge.head(), head)) throw contradicts("the staged leaves do not lead to the committed tree");
  await putPieces(store, [...completed, ...edge.partials()]);
}

async function openStored(store: LogStore, head: TreeHead): Promise<VerifiedTiles> {
  return readStored(() => openTiles(head, store));
}

async function edgeOf(tiles: VerifiedTiles): Promise<TreeEdge> {
  const { size } = tiles.head;
  const bundleStart = Math.floor(size / TILE_WIDTH) * TILE_WIDTH;
  const leaves = await readStored(async () => {
    const bundles = await Array.fromAsync(tiles.leaves(bundleStart, size));
    return bundles.flatMap((bundle) => bundle.leaves);
  });
  return TreeEdge.resume(size, tiles.edge(), leaves);
}

async function readPublished(
  store: LogStore,
  tiles: VerifiedTiles,
  logKeys: readonly VerifierKey[],
): Promise<SignedCheckpoint | undefined> {
  const bytes = await store.read(CHECKPOINT_PATH);
  if (bytes === undefined) return undefined;
  const published = openPublished(bytes, logKeys);
  const { size } = published.checkpoint;
  if (size > tiles.head.size) throw contradicts("the published checkpoint is larger than the committed tree");
  const then = await readStored(() => tiles.headAt(size));
  if (!equalHeads(then, published.checkpoint)) throw contradicts("the published checkpoint is of another tree");
  return published;
}

function openPublished(bytes: Uint8Array, logKeys: readonly VerifierKey[]): SignedCheckpoint {
  try {
    return openCheckpoint(bytes, logKeys);
  } catch (cause) {
    throw contradicts("the published checkpoint is not one that this log signed", cause);
  }
}

/** A piece of the log's own that cannot be believed means that the store is broken. */
async function readStored<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TileError) throw contradicts(error.message, error);
    throw error;
  }
}

function contradicts(message: string, cause?: unknown): TransparencyError {
  return new TransparencyError("transparency.store_contradicts", message, {
    cause,
    advice: "Restore the log's store from a backup that is not older than its last published checkpoint.",
  });
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A log's pieces over HTTP, asked for a little ahead: whoever reads leaf after leaf waits for the way once, not
 * once a piece. Nothing of it is believed here; VerifiedTiles does that.
 */
import { findLogObject, type FetchLike } from "@nightlatch/api-client";
import { hasCode } from "@nightlatch/errors";
import { entryBundlePath, hashTilePath, TILE_WIDTH, type TileSource } from "@nightlatch/transparency/verify";

/** Bundles on their way at once: about 56 KiB and 8 KiB each. */
const AHEAD = 8;
/** Of a piece that did not come. */
const FURTHER_TRIES = 2;
const FULL_BUNDLE = /^tile\/entries\/((?:x\d{3}\/)*\d{3})$/u;

/** `size`: leaves of the tree that is read; nothing beyond its full bundles is asked for ahead. */
export function logOverHttp(origin: string, fetch: FetchLike, size: number): TileSource {
  const coming = new Map<string, Promise<Uint8Array | undefined>>();
  const fullBundles = Math.floor(size / TILE_WIDTH);
  const start = (path: string) => {
    if (coming.has(path)) return;
    const piece = findLogObject(origin, fetch, path);
    // Its failure is seen by whoever reads it; nobody may ever do.
    piece.catch(() => undefined);
    coming.set(path, piece);
  };
  const startBundle = (index: number) => {
    start(entryBundlePath(index, TILE_WIDTH));
    start(hashTilePath({ level: 0, index, width: TILE_WIDTH }));
  };
  return {
    read: (path) => {
      const index = bundleIndex(path);
      for (let i = 1; index !== undefined && i <= AHEAD && index + i < fullBundles; i += 1) startBundle(index + i);
      const piece = coming.get(path) ?? findLogObject(origin, fetch, path);
      coming.delete(path);
      return orAgain(piece, () => findLogObject(origin, fetch, path));
    },
  };
}

/** A connection that the server closed just then is no server that is away. @throws client.unreachable */
async function orAgain<T>(first: Promise<T>, again: () => Promise<T>): Promise<T> {
  let attempt = first;
  for (let left = FURTHER_TRIES; left > 0; left -= 1) {
    try {
      return await attempt;
    } catch (error) {
      if (!hasCode(error, "client.unreachable")) throw error;
      attempt = again();
    }
  }
  return attempt;
}

function bundleIndex(path: string): number | undefined {
  const digits = FULL_BUNDLE.exec(path)?.[1];
  return digits === undefined ? undefined : Number(digits.replaceAll(/[x/]/gu, ""));
}

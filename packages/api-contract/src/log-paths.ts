// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Where the public log stands, in C2SP's own form (tlog-tiles) and not in ours: text and tiles, without a
 * session, the same for everyone. Below LOG_PREFIX lie `checkpoint` and `tile/…`.
 */
export const LOG_PREFIX = "/log/";
export const LOG_CHECKPOINT_PATH = "/log/checkpoint";
export const LOG_TILE_PREFIX = "/log/tile/";
/** A tlog-policy for a household that is about to be created here. */
export const LOG_POLICY_PATH = "/log/policy";

/** A tile or an entry bundle of tlog-tiles: level, index by threes, and the width when it is not full. */
const TILE_PATH =
  /^tile\/(?:entries|[0-9]|[1-5][0-9]|6[0-3])\/(?:x\d{3}\/){0,5}\d{3}(?<partial>\.p\/(?:[1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-5]))?$/u;

/** How a path names a tile: whole, in part, or not at all. Anyone may send any path. */
export function tileKindOf(path: string): "full" | "partial" | undefined {
  const match = TILE_PATH.exec(path);
  if (match === null) return undefined;
  return match.groups?.["partial"] === undefined ? "full" : "partial";
}

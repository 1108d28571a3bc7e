// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Where a moment lies among clips of one camera, in order of time. Pure. */
import type { ClipView } from "../vault-client/vault-api.ts";

export type Place = Readonly<{ clip: ClipView; fromMs: number }>;

/** The clip that holds `atMs`, else the next one from its beginning; undefined behind the last. */
export function placeOf(clips: readonly ClipView[], atMs: number): Place | undefined {
  // The latest start wins: clips may touch, and a hub with a corrected clock may overlap them.
  const holding = clips.findLast((clip) => clip.startMs <= atMs && atMs < clip.endMs);
  if (holding !== undefined) return { clip: holding, fromMs: atMs };
  const next = clips.find((clip) => clip.startMs > atMs);
  return next === undefined ? undefined : { clip: next, fromMs: next.startMs };
}

/**
 * What to read when `ended` was read up to `readMs`: more of the same clip if it has grown since, else the next.
 */
export function placeAfter(clips: readonly ClipView[], ended: ClipView, readMs: number): Place | undefined {
  const now = clips.find((clip) => clip.id === ended.id);
  const hasGrown = now !== undefined && !ended.isComplete && now.sizeBytes > ended.sizeBytes;
  if (hasGrown) return { clip: now, fromMs: readMs };
  const next = clips.find((clip) => clip.startMs > ended.startMs && clip.id !== ended.id);
  return next === undefined ? undefined : { clip: next, fromMs: next.startMs };
}

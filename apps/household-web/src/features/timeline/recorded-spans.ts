// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What of a timeline can be played, seen as stretches of time. Clips are in order of startMs. */
import type { ClipView } from "../../vault-client/vault-api.ts";

export type Span = Readonly<{ fromMs: number; toMs: number }>;

/** Clips that follow each other closely are one recording to the eye. */
export function recordedSpans(clips: readonly ClipView[]): readonly Span[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  for (const { startMs, endMs } of clips) {
    const last = spans.at(-1);
    if (last !== undefined && startMs - last.toMs <= JOIN_MS) last.toMs = Math.max(last.toMs, endMs);
    else spans.push({ fromMs: startMs, toMs: endMs });
  }
  return spans;
}

export function findClipAt(clips: readonly ClipView[], atMs: number): ClipView | undefined {
  return clips.findLast(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);
}

/**
 * Where playing begins when someone points at `atMs`: there, or at the next recording, or near the end of the last.
 * Undefined when nothing can be played.
 */
export function nearestPlayable(clips: readonly ClipView[], atMs: number): number | undefined {
  const playable = clips.filter(isPlayable);
  if (findClipAt(playable, atMs) !== undefined) return atMs;
  const next = playable.find(({ startMs }) => startMs >= atMs);
  if (next !== undefined) return next.startMs;
  const last = playable.at(-1);
  return last && Math.max(last.startMs, last.endMs - LAST_LOOK_MS);
}

/** The start of the recording after (1) or before (-1) the one at `atMs`, over gaps. */
export function neighbourStart(spans: readonly Span[], atMs: number, direction: 1 | -1): number | undefined {
  if (direction === 1) return spans.find(({ fromMs }) => fromMs > atMs)?.fromMs;
  // A moment after a start, "previous" means the one before, as in every player.
  return spans.findLast(({ fromMs }) => fromMs < atMs - AT_START_MS)?.fromMs;
}

/** A hub that was not told of a change made a genuine recording all the same: marked, and played. */
export function isPlayable({ problem }: Pick<ClipView, "problem">): boolean {
  return problem === undefined || problem.code === "hub.behind";
}

const JOIN_MS = 1500;
const LAST_LOOK_MS = 5000;
const AT_START_MS = 2000;

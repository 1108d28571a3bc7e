// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The stretch of time that becomes a video file: how it starts, how its two ends may move, how large it gets. */
import type { ClipView } from "../../vault-client/vault-api.ts";
import { isPlayable, type Span } from "./recorded-spans.ts";

export const MIN_RANGE_MS = 1000;
export const MAX_RANGE_MS = 3_600_000;

/** Half a minute to each side of the picture shown, within `limits`. */
export function startRange(atMs: number, limits: Span): Span {
  const fromMs = clamp(atMs - HALF_START_MS, limits.fromMs, Math.max(limits.fromMs, limits.toMs - MIN_RANGE_MS));
  return {
    fromMs,
    toMs: clamp(atMs + HALF_START_MS, fromMs + MIN_RANGE_MS, Math.max(limits.toMs, fromMs + MIN_RANGE_MS)),
  };
}

/** Moves one end; the other stays, so an end never passes the other and the file never gets longer than an hour. */
export function moveEnd(range: Span, end: "from" | "to", toMs: number, limits: Span): Span {
  return end === "from"
    ? { ...range, fromMs: clamp(toMs, Math.max(limits.fromMs, range.toMs - MAX_RANGE_MS), range.toMs - MIN_RANGE_MS) }
    : { ...range, toMs: clamp(toMs, range.fromMs + MIN_RANGE_MS, Math.min(limits.toMs, range.fromMs + MAX_RANGE_MS)) };
}

/** What of the range was recorded, in time and in bytes (as if each clip were even). */
export function rangeContent(
  range: Span,
  clips: readonly ClipView[],
): Readonly<{ durationMs: number; sizeBytes: number }> {
  let durationMs = 0;
  let sizeBytes = 0;
  for (const clip of clips) {
    const insideMs = Math.min(clip.endMs, range.toMs) - Math.max(clip.startMs, range.fromMs);
    if (insideMs <= 0 || !isPlayable(clip)) continue;
    durationMs += insideMs;
    sizeBytes += (clip.sizeBytes * insideMs) / (clip.endMs - clip.startMs);
  }
  return { durationMs, sizeBytes };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

const HALF_START_MS = 30_000;

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Recordings of wax: the demo scene over and over, with the gaps that a real week has. */
import type { ClipView, GapView, Timeline } from "../src/vault-client/vault-api.ts";

export const CLIP_MS = 48_000;
const HOUR_MS = 3_600_000;

const gapsOf = (dayMs: number): readonly GapView[] => [
  { fromMs: dayMs + 2 * HOUR_MS, toMs: dayMs + 2.4 * HOUR_MS, reason: "hub_stopped" },
  { fromMs: dayMs + 9 * HOUR_MS, toMs: dayMs + 9.2 * HOUR_MS, reason: "camera_offline" },
  { fromMs: dayMs + 10.6 * HOUR_MS, toMs: dayMs + 10.7 * HOUR_MS, reason: "missing" },
  { fromMs: dayMs + 11.2 * HOUR_MS, toMs: dayMs + 11.3 * HOUR_MS, reason: "camera_offline" },
];

export function waxTimeline(camera: string, fromMs: number, toMs: number): Timeline {
  const nowMs = Date.now();
  const firstDay = new Date(fromMs).setHours(0, 0, 0, 0);
  const gaps = [0, 1, 2].flatMap((days) => gapsOf(firstDay + days * 24 * HOUR_MS)).filter((gap) => gap.toMs < nowMs);
  const clips: ClipView[] = [];
  // Two days back, nothing was recorded.
  const beginMs = Math.max(Math.ceil(fromMs / CLIP_MS) * CLIP_MS, new Date(nowMs).setHours(-24, 0, 0, 0));
  for (let startMs = beginMs; startMs + CLIP_MS <= Math.min(toMs, nowMs); startMs += CLIP_MS) {
    if (gaps.some((gap) => startMs + CLIP_MS > gap.fromMs && startMs < gap.toMs)) continue;
    clips.push({
      id: `${camera} ${startMs}`,
      camera,
      startMs,
      endMs: startMs + CLIP_MS,
      isComplete: true,
      isCut: false,
      sizeBytes: 1_800_000,
    });
  }
  return { clips, gaps };
}

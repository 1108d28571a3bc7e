// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The recordings of one day. A little of the days beside it is known as well, so that a picture plays across
 * midnight while the next day is still being asked for.
 */
import { useState } from "react";
import { startOfDay, startOfNextDay } from "@nightlatch/ui-kit/time-words";
import type { ClipView, Problem, Timeline } from "../../vault-client/vault-api.ts";
import { useTimeline } from "../../vault-view/use-timeline.ts";

const OVERLAP_MS = 1_800_000;

export type Day = Readonly<{
  dayStartMs: number;
  dayEndMs: number;
  /** What is known: of this day, or still of the one before while `isWaiting`. */
  timeline: Timeline;
  /** The clips that lie in this day, in part or whole. */
  clips: readonly ClipView[];
  isWaiting: boolean;
  problem: Problem | undefined;
}>;

type Known = Readonly<{ timeline: Timeline; dayStartMs: number | undefined }>;
const NOTHING: Known = { timeline: { clips: [], gaps: [] }, dayStartMs: undefined };

export function useDay(camera: string, atMs: number): Day {
  const dayStartMs = startOfDay(atMs);
  const dayEndMs = startOfNextDay(atMs);
  const answer = useTimeline(camera, dayStartMs - OVERLAP_MS, dayEndMs + OVERLAP_MS);
  const [known, setKnown] = useState(NOTHING);
  if (answer.kind === "here" && (answer.value !== known.timeline || known.dayStartMs !== dayStartMs)) {
    setKnown({ timeline: answer.value, dayStartMs });
  }
  const { timeline } = known;
  return {
    dayStartMs,
    dayEndMs,
    timeline,
    clips: timeline.clips.filter(({ startMs, endMs }) => endMs > dayStartMs && startMs < dayEndMs),
    isWaiting: known.dayStartMs !== dayStartMs,
    problem: answer.kind === "failed" ? answer.problem : undefined,
  };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The recordings around the playhead's day. A little of the days beside it is there as well, so that midnight is no wall. */
import { useState } from "react";
import { startOfDay, startOfNextDay } from "../../design/time-words.ts";
import type { Problem, Timeline } from "../../vault-client/vault-api.ts";
import { useTimeline } from "../../vault-view/use-timeline.ts";

const OVERLAP_MS = 1_800_000;
const NOTHING: Timeline = { clips: [], gaps: [] };

export type Day = Readonly<{
  dayStartMs: number;
  dayEndMs: number;
  timeline: Timeline;
  isWaiting: boolean;
  problem: Problem | undefined;
}>;

export function useDay(camera: string, atMs: number): Day {
  const dayStartMs = startOfDay(atMs);
  const dayEndMs = startOfNextDay(atMs);
  const answer = useTimeline(camera, dayStartMs - OVERLAP_MS, dayEndMs + OVERLAP_MS);
  const [timeline, setTimeline] = useState(NOTHING);
  // While the next day is being asked for, what was known stays: the picture that plays across midnight is in it.
  if (answer.kind === "here" && answer.value !== timeline) setTimeline(answer.value);
  return {
    dayStartMs,
    dayEndMs,
    timeline,
    isWaiting: answer.kind === "waiting",
    problem: answer.kind === "failed" ? answer.problem : undefined,
  };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Playback together with the recordings of the day that the playhead is in. A seek into a day that is not
 * known yet lands when it is: until then the playhead shows where it will be.
 */
import { useState } from "react";
import { startOfDay } from "@nightlatch/ui-kit/time-words";
import { useDay, type Day } from "./use-day.ts";
import { usePlayback, type Playback } from "./use-playback.ts";

export type PlaybackAt = Playback & Readonly<{ day: Day }>;

export function usePlaybackAt(camera: string, startMs: number): PlaybackAt {
  const [dayAtMs, setDayAt] = useState(startMs);
  const [aimMs, setAim] = useState<number | undefined>(startMs);
  const day = useDay(camera, dayAtMs);
  const playback = usePlayback(startMs, day.clips, day.timeline.clips);

  // Setting state while rendering makes React render again at once, with the right day.
  if (startOfDay(playback.playheadMs) !== startOfDay(dayAtMs)) setDayAt(playback.playheadMs);
  const isKnown = (atMs: number): boolean => !day.isWaiting && startOfDay(atMs) === day.dayStartMs;
  if (aimMs !== undefined && isKnown(aimMs)) {
    setAim(undefined);
    playback.seek(aimMs);
  }
  const seek = (atMs: number): void => {
    if (isKnown(atMs)) {
      setAim(undefined);
      playback.seek(atMs);
      return;
    }
    setAim(atMs);
    playback.scrub(atMs);
  };
  return { ...playback, seek, day };
}

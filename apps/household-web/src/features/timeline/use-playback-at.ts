// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Playback together with the recordings of the day that it is in. Without a wish of where to begin it begins at the newest. */
import { useState } from "react";
import type { Timeline } from "../../vault-client/vault-api.ts";
import { useDay, type Day } from "./use-day.ts";
import { usePlayback, type Playback } from "./use-playback.ts";

export type PlaybackAt = Playback & Readonly<{ day: Day; clips: Timeline["clips"] }>;

export function usePlaybackAt(camera: string, startMs: number): PlaybackAt {
  const [aimMs, setAim] = useState(startMs);
  const day = useDay(camera, aimMs);
  const { clips } = day.timeline;
  const playback = usePlayback(startMs, clips);
  // The day follows the playhead: setting state while rendering makes React render again at once with the right day.
  if (playback.playheadMs !== aimMs) setAim(playback.playheadMs);
  const [hasBegun, setBegun] = useState(false);
  if (!hasBegun && clips.length > 0) {
    setBegun(true);
    playback.seek(startMs);
  }
  return { ...playback, day, clips };
}

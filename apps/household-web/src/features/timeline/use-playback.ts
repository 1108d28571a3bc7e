// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Where the playhead stands and what plays. While someone scrubs, the playhead follows the finger and the
 * player waits; on release the player seeks to the nearest recording.
 */
import { useState } from "react";
import type { PlaybackStatus } from "../../player/player-props.ts";
import type { ClipView } from "../../vault-client/vault-api.ts";
import { nearestPlayable } from "./recorded-spans.ts";

export type Playback = Readonly<{
  playheadMs: number;
  /** A new object each time: the player seeks on it. */
  position: Readonly<{ atMs: number }>;
  isScrubbing: boolean;
  isPlaying: boolean;
  speed: number;
  isMuted: boolean;
  status: PlaybackStatus;
  scrub: (atMs: number) => void;
  seek: (atMs: number) => void;
  togglePlay: () => void;
  setSpeed: (speed: number) => void;
  setMuted: (isMuted: boolean) => void;
  onStatus: (status: PlaybackStatus) => void;
}>;

/** `clips`: of the day, to seek in. `known`: with those beside it, to play on into. */
export function usePlayback(startMs: number, clips: readonly ClipView[], known: readonly ClipView[]): Playback {
  const [playheadMs, setPlayhead] = useState(startMs);
  const [position, setPosition] = useState({ atMs: startMs });
  const [isScrubbing, setScrubbing] = useState(false);
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  const [isMuted, setMuted] = useState(true);
  const [status, setStatus] = useState<PlaybackStatus>({ state: "loading", isGenuine: true });

  const seek = (atMs: number): void => {
    const playableMs = nearestPlayable(clips, atMs) ?? atMs;
    setScrubbing(false);
    setPlayhead(playableMs);
    setPosition({ atMs: playableMs });
  };
  return {
    playheadMs,
    position,
    isScrubbing,
    isPlaying,
    speed,
    isMuted,
    status,
    seek,
    scrub: (atMs) => {
      setScrubbing(true);
      setPlayhead(atMs);
    },
    togglePlay: () => {
      // At the end, play means again from where the last recording began.
      if (!isPlaying && status.state === "ended") seek(clips.at(-1)?.startMs ?? playheadMs);
      setPlaying(!isPlaying);
    },
    setSpeed,
    setMuted,
    onStatus: (next) => {
      setStatus(next);
      if (next.state === "ended") setPlaying(false);
      const hasPlace = next.state !== "loading" && clips.length > 0 && !isScrubbing;
      if (hasPlace && next.atMs !== undefined && isWithin(known, next.atMs)) setPlayhead(next.atMs);
    },
  };
}

/** A player that has no place yet stands at a time that means nothing. */
function isWithin(clips: readonly ClipView[], atMs: number): boolean {
  const [first, last] = [clips[0], clips.at(-1)];
  return first !== undefined && last !== undefined && atMs >= first.startMs && atMs <= last.endMs + 1000;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What screens hand to the two players and hear from them. */
import type { ClipView, LiveState, Problem, VaultApi } from "../vault-client/vault-api.ts";

export type LiveStatus = Readonly<{
  state: LiveState;
  problem?: Problem;
  /** Age of the picture on screen. */
  ageMs?: number;
  framesPainted: number;
  width?: number;
  height?: number;
}>;

/** `<LiveCanvas>` fills its parent's width and keeps the picture's shape (16:9 until it is known). */
export type LiveCanvasProps = Readonly<{
  vault: VaultApi;
  camera: string;
  /** Spoken name of the picture, for screen readers. */
  label: string;
  sound?: boolean;
  className?: string;
  onStatus: (status: LiveStatus) => void;
}>;

export type PlaybackState = "loading" | "playing" | "paused" | "waiting" | "ended" | "failed";

export type PlaybackStatus = Readonly<{
  state: PlaybackState;
  /** Wall clock time of the picture on screen. */
  atMs?: number;
  problem?: Problem;
  /** False as soon as one played clip did not match what the hub signed: show a mark. `problem` says which way. */
  isGenuine: boolean;
}>;

/**
 * `<ClipVideo>` plays the clips as one recording: from `startMs` on, over clip borders, over gaps by a jump. A new
 * object in `position` seeks (also to the same time); `clips` may grow while it plays.
 */
export type ClipVideoProps = Readonly<{
  vault: VaultApi;
  /** Of one camera, in order of startMs. */
  clips: readonly ClipView[];
  position: Readonly<{ atMs: number }>;
  playing: boolean;
  /** 0.5 to 8 */
  speed: number;
  muted: boolean;
  label: string;
  className?: string;
  onStatus: (status: PlaybackStatus) => void;
}>;

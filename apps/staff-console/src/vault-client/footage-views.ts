// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a household granted to this staff key, and the viewer's words about it. */
import type { Problem } from "@nightlatch/ui-kit/problem";
import type { Purpose } from "./case-views.ts";

/**
 * "granted": not accepted yet. "accepted": the acceptance is in the public log; the household's device makes the keys.
 * "open": can be watched now. "ended": expired, revoked, or the staff key does not work.
 */
export type GrantState = "granted" | "accepted" | "open" | "ended";

export type GrantView = Readonly<{
  /** Head of the grant's entry in the household's history. */
  id: string;
  /** Empty when no open case of this console led to it. */
  case: string;
  caseTitle: string;
  kind: "clips" | "live";
  purpose: Purpose;
  clips: number;
  untilMs: number;
  state: GrantState;
}>;

export type ViewerState = "opening" | "playing" | "paused" | "finished" | "ended" | "failed";

export type ViewerEvent =
  | Readonly<{ kind: "state"; state: ViewerState; problem?: Problem }>
  | Readonly<{ kind: "clip"; index: number; clips: number; startMs: number; endMs: number }>
  /** Capture time of the picture on screen. */
  | Readonly<{ kind: "shown"; captureMs: number; width: number; height: number }>;

export type ViewerInput = Readonly<{ grant: string; canvas: OffscreenCanvas }>;

export type ViewerHandle = Readonly<{
  pause: () => void;
  play: () => void;
  /** Of a grant of several clips. */
  chooseClip: (index: number) => void;
  stop: () => void;
}>;

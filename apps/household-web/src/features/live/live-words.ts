// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a live picture's state is called, for the eye (short, with the age) and for the ear (only what changed). */
import type { LiveStatus } from "../../player/player-props.ts";
import type { CameraView } from "../../vault-client/vault-api.ts";
import { spanWords } from "@nightlatch/ui-kit/time-words";

export type Tone = "good" | "warn" | "bad" | "quiet";
export type LiveWords = Readonly<{ tone: Tone; short: string; spoken: string }>;

export function liveWords(status: LiveStatus, camera: Pick<CameraView, "state">): LiveWords {
  switch (status.state) {
    case "live":
      return { tone: "good", short: "Live", spoken: "live" };
    case "late":
      if (status.problem?.code === "hub.behind") return HUB_BEHIND;
      return status.ageMs === undefined || status.ageMs < LATE_MS
        ? { tone: "warn", short: "Not confirmed live", spoken: "not confirmed live" }
        : { tone: "warn", short: `${spanWords(status.ageMs)} behind`, spoken: "behind" };
    case "frozen":
      return {
        tone: "warn",
        short: status.ageMs === undefined ? "Picture stopped" : `Stopped ${spanWords(status.ageMs)} ago`,
        spoken: "picture stopped",
      };
    case "offline":
      return { tone: "quiet", short: "Offline", spoken: "offline" };
    case "refused":
      return { tone: "bad", short: "Can’t be shown", spoken: "can’t be shown" };
    case "connecting":
      return camera.state === "failed"
        ? { tone: "bad", short: "Camera not reached", spoken: "camera not reached" }
        : { tone: "quiet", short: "Connecting", spoken: "connecting" };
  }
}

const HUB_BEHIND: LiveWords = {
  tone: "bad",
  short: "Hub has not heard of a change",
  spoken: "your hub has not heard of a change in your household yet",
};

/** Younger pictures are called late only because no fresh beacon proves them. */
const LATE_MS = 2000;

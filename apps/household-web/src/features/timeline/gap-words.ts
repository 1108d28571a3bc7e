// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Why nothing was recorded, in the words of a household. */
import type { GapReason } from "../../vault-client/vault-api.ts";

export const GAP_WORDS: Readonly<Record<GapReason, string>> = {
  camera_offline: "Camera was offline",
  hub_stopped: "Hub was off",
  disk_full: "No space was left",
  paused: "Recording was paused",
  missing: "Missing on the server",
};

/** What it means and what to do, when someone stands on the gap. */
export const GAP_ADVICE: Readonly<Record<GapReason, string>> = {
  camera_offline: "The hub could not reach the camera.",
  hub_stopped: "The hub was switched off or had no power.",
  disk_full: "The hub’s disk was full. Keep recordings for fewer days, or give the hub more space.",
  paused: "Someone in your household paused it.",
  missing: "Your hub signed a recording here that the server no longer has. It was deleted, or the server hides it.",
};

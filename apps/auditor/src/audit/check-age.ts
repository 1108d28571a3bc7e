// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whether the policy's witnesses saw the shown tree lately. An operator who hides what is new from somebody shows
 * them an old checkpoint, and all of it holds; only its age tells. The witnesses' clocks say when, not the server's.
 */
import type { Finding } from "./finding.ts";

/** A witness may be ahead of this machine by so much. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;

/** `witnessedMs` is undefined when nobody cosigned and nobody had to: then nothing tells an age. */
export function checkAge(witnessedMs: number | undefined, nowMs: number, maxAgeMs: number): Finding | undefined {
  if (witnessedMs === undefined) return undefined;
  const subject = new Date(witnessedMs).toISOString();
  if (witnessedMs > nowMs + CLOCK_TOLERANCE_MS) {
    const sentence = "The newest checkpoint was cosigned later than this machine's clock: set it, and audit again.";
    return { code: "transparency.wrong_time", sentence, subject };
  }
  if (nowMs - witnessedMs <= maxAgeMs) return undefined;
  const hours = Math.floor((nowMs - witnessedMs) / HOUR_MS);
  return {
    code: "transparency.stale",
    sentence: `The newest cosigned checkpoint is ${String(hours)} hours old: what came since is not shown, or not seen.`,
    subject,
  };
}

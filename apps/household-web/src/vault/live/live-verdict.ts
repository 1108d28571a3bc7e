// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file When a picture may be called live. A server could replay or hold back a stream, so what counts is proof:
 * the hub signed a nonce that this viewer drew a moment ago, and names the fragment that it sends now. Pure: every
 * time is an argument, `nowMs` is this browser's own monotonic clock.
 */
import type { LiveState, Problem } from "../../vault-client/vault-api.ts";

/** A picture on screen. `captureMs` is the hub's clock. */
export type ShownPicture = Readonly<{ captureMs: number; paintedMs: number; firstPaintedMs: number }>;
/** A verified beacon. `provedMs`: when the viewer sent the nonce in it, so it was signed after that. */
export type ProvedBeacon = Readonly<{ captureMs: number; atMs: number; provedMs: number; arrivedMs: number }>;

export type LiveFacts = Readonly<{
  problem?: Problem;
  isOffline: boolean;
  picture?: ShownPicture;
  beacon?: ProvedBeacon;
  /** Smallest seen difference "arrival here minus signing there" of beacons: hub clock to this clock. */
  clockOffsetMs?: number;
}>;

export const PROOF_LASTS_MS = 3500;
export const PROOF_COMES_WITHIN_MS = 1500;
export const FROZEN_AFTER_MS = 3000;
export const LATE_AFTER_MS = 2000;

export function judgeLive(facts: LiveFacts, nowMs: number): LiveState {
  const { problem, isOffline, picture, beacon } = facts;
  if (problem !== undefined) return "refused";
  if (isOffline) return "offline";
  if (picture === undefined) return "connecting";
  if (nowMs - picture.paintedMs > FROZEN_AFTER_MS) return "frozen";
  // The first beacon follows the first picture; a moment without says nothing yet.
  if (beacon === undefined && nowMs - picture.firstPaintedMs < PROOF_COMES_WITHIN_MS) return "connecting";
  if (beacon === undefined || nowMs - beacon.provedMs > PROOF_LASTS_MS) return "late";
  // The hub already sends newer pictures than the one shown: someone holds them back, or this browser can't keep up.
  if (beacon.captureMs - picture.captureMs > LATE_AFTER_MS) return "late";
  return (pictureAgeMs(facts, nowMs) ?? 0) > LATE_AFTER_MS ? "late" : "live";
}

/** Age of the picture on screen: by the hub's clock, once a beacon has tied it to this one. */
export function pictureAgeMs({ picture, clockOffsetMs }: LiveFacts, nowMs: number): number | undefined {
  if (picture === undefined || clockOffsetMs === undefined) return undefined;
  return Math.max(0, nowMs - (picture.captureMs + clockOffsetMs));
}

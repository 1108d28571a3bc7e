// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file When a picture may be called live. A server could replay or hold back a stream, so what counts is proof:
 * the hub signed a nonce that this viewer drew a moment ago, and names the clip and the capture time of what it sends
 * now. Both must fit the picture on screen: a beacon for another one proves nothing about it. Pure: every time is an
 * argument, `nowMs` is this browser's own monotonic clock.
 */
import { equalBytes } from "@nightlatch/bytes";
import type { LiveState, Problem } from "../../vault-client/vault-api.ts";

/** A picture on screen. `captureMs` is the hub's clock; `header` the hash of its clip's header. */
export type ShownPicture = Readonly<{
  captureMs: number;
  header: Uint8Array;
  paintedMs: number;
  firstPaintedMs: number;
}>;
/** A verified beacon. `provedMs`: when the viewer sent the nonce in it, so it was signed after that. */
export type ProvedBeacon = Readonly<{
  header: Uint8Array;
  sequence: number;
  captureMs: number;
  atMs: number;
  provedMs: number;
  arrivedMs: number;
}>;

export type LiveFacts = Readonly<{
  problem?: Problem;
  /** The picture is genuine, but something about its hub is not as it should be. */
  warning?: Problem;
  isOffline: boolean;
  picture?: ShownPicture;
  /** The last two, the newest first. */
  beacons: readonly ProvedBeacon[];
  /** When a picture shown here last was one that a beacon vouched for. */
  vouchedMs?: number;
  /** Smallest seen difference "arrival here minus signing there" of beacons: hub clock to this clock. */
  clockOffsetMs?: number;
}>;

export const PROOF_LASTS_MS = 3500;
export const PROOF_COMES_WITHIN_MS = 1500;
export const FROZEN_AFTER_MS = 3000;
export const LATE_AFTER_MS = 2000;

export function judgeLive(facts: LiveFacts, nowMs: number): LiveState {
  const { problem, warning, isOffline, picture, beacons } = facts;
  const [beacon] = beacons;
  if (problem !== undefined) return "refused";
  if (isOffline) return "offline";
  if (picture === undefined) return "connecting";
  if (nowMs - picture.paintedMs > FROZEN_AFTER_MS) return "frozen";
  // The first beacon follows the first picture; a moment without says nothing yet.
  if (beacon === undefined && nowMs - picture.firstPaintedMs < PROOF_COMES_WITHIN_MS) return "connecting";
  if (beacon === undefined || nowMs - beacon.provedMs > PROOF_LASTS_MS) return "late";
  if (warning !== undefined) return "late";
  // The hub sends other pictures than the one shown: someone holds them back, or replays, or this browser can't keep up.
  if (!beacons.some((one) => isNear(one, picture))) return "late";
  // A new clip is on screen a moment before its first beacon. The moment counts from what was vouched for, not from
  // the clip's start: a row of old clips gets one such moment, not one each.
  const isVouched = isVouchedFor(picture, beacons) || nowMs - (facts.vouchedMs ?? -Infinity) < PROOF_COMES_WITHIN_MS;
  if (!isVouched) return "late";
  return (pictureAgeMs(facts, nowMs) ?? 0) > LATE_AFTER_MS ? "late" : "live";
}

/** Whether one of the beacons names the picture's clip, and a time next to its own. */
export function isVouchedFor(picture: ShownPicture, beacons: readonly ProvedBeacon[]): boolean {
  return beacons.some((beacon) => isNear(beacon, picture) && equalBytes(beacon.header, picture.header));
}

function isNear(beacon: ProvedBeacon, picture: ShownPicture): boolean {
  return Math.abs(beacon.captureMs - picture.captureMs) <= LATE_AFTER_MS;
}

/** Age of the picture on screen: by the hub's clock, once a beacon has tied it to this one. */
export function pictureAgeMs({ picture, clockOffsetMs }: LiveFacts, nowMs: number): number | undefined {
  if (picture === undefined || clockOffsetMs === undefined) return undefined;
  return Math.max(0, nowMs - (picture.captureMs + clockOffsetMs));
}

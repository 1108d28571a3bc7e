// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How much time a timeline's width shows, where its labels stand, how wide its small pictures are. */
import { startOfDay } from "@nightlatch/ui-kit/time-words";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** From the whole day to ten minutes across the width. */
export const ZOOM_SPANS_MS = [24, 12, 6, 3, 1, 0.5, 1 / 6].map((hours) => hours * HOUR_MS);

/** A day that has just begun to be recorded is shown closer, so that there is something to see. */
export function startZoom(recordedMs: number): number {
  if (recordedMs < 4 * MINUTE_MS) return 6;
  return recordedMs < 15 * MINUTE_MS ? 5 : 4;
}

/** Close enough to set the ends of a video by the second. */
export const EXPORT_ZOOM = 6;

export function zoomSpanMs(zoom: number): number {
  return ZOOM_SPANS_MS[clampZoom(zoom)] ?? HOUR_MS;
}

export function clampZoom(zoom: number): number {
  return Math.min(Math.max(Math.round(zoom), 0), ZOOM_SPANS_MS.length - 1);
}

/** Round local times from `fromMs` to `toMs`, at least MIN_LABEL_PX apart. */
export function tickTimes(fromMs: number, toMs: number, pxPerMs: number): readonly number[] {
  const stepMs = TICK_STEPS_MS.find((step) => step * pxPerMs >= MIN_LABEL_PX) ?? 24 * HOUR_MS;
  // From local midnight, so that labels are round on this clock; a summer-time night only shifts them.
  const firstMs = startOfDay(fromMs) + Math.ceil((fromMs - startOfDay(fromMs)) / stepMs) * stepMs;
  const count = Math.max(0, Math.floor((toMs - firstMs) / stepMs) + 1);
  return Array.from({ length: count }, (_, index) => firstMs + index * stepMs);
}

/** The time that one small picture stands for; a doubling series, so that pictures stay put while zooming a little. */
export function pictureSpanMs(pxPerMs: number): number {
  let spanMs = 10_000;
  while (spanMs * pxPerMs < MIN_PICTURE_PX) spanMs *= 2;
  return spanMs;
}

const MIN_LABEL_PX = 76;
const MIN_PICTURE_PX = 84;
const TICK_STEPS_MS = [
  10_000,
  30_000,
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
];

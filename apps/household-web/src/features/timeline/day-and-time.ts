// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Local day and time in the form of <input type="date"> and <input type="time">. */

export type DayAndTime = Readonly<{ day: string; time: string }>;

export function dayAndTimeOf(atMs: number): DayAndTime {
  const date = new Date(atMs);
  const day = [String(date.getFullYear()), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return { day, time: [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":") };
}

/** Undefined for a half-typed or impossible value. */
export function parseDayAndTime(day: string, time: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !/^\d{2}:\d{2}(:\d{2})?$/.test(time)) return undefined;
  const atMs = new Date(`${day}T${time}`).getTime();
  return Number.isNaN(atMs) ? undefined : atMs;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

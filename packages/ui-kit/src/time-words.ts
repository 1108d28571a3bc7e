// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Times and days as the household's own language and clock write them. */

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const clockWithSeconds = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
const dayWithYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

export function clockTime(atMs: number): string {
  return clock.format(atMs);
}

export function exactTime(atMs: number): string {
  return clockWithSeconds.format(atMs);
}

/** "Today", "Yesterday", "Tomorrow", "Tue 24 Nov". */
export function dayName(atMs: number, nowMs: number): string {
  const daysAgo = Math.round((startOfDay(nowMs) - startOfDay(atMs)) / DAY_MS);
  if (daysAgo === 0) return "Today";
  if (daysAgo === 1) return "Yesterday";
  if (daysAgo === -1) return "Tomorrow";
  return day.format(atMs);
}

/** The same inside a sentence: "today", "tomorrow", "Tue 24 Nov". */
export function dayInside(atMs: number, nowMs: number): string {
  const name = dayName(atMs, nowMs);
  return isNamed(name) ? name.toLowerCase() : name;
}

/** "today", "tomorrow", "on Tue 24 Nov". */
export function onDay(atMs: number, nowMs: number): string {
  const name = dayName(atMs, nowMs);
  return isNamed(name) ? name.toLowerCase() : `on ${name}`;
}

function isNamed(day: string): boolean {
  return day === "Today" || day === "Yesterday" || day === "Tomorrow";
}

export function calendarDay(atMs: number): string {
  return dayWithYear.format(atMs);
}

/** "5 s", "2 min", "1 h 20 min", "3 days". */
export function spanWords(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10 && seconds % 60 !== 0) return `${minutes} min ${seconds % 60} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours <= 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.round(hours / 24);
  return days === 1 ? "1 day" : `${days} days`;
}

/** Local midnight; a day may have 23 or 25 hours. */
export function startOfDay(atMs: number): number {
  const date = new Date(atMs);
  date.setHours(0, 0, 0, 0);
  return date.getTime();
}

export function startOfNextDay(atMs: number): number {
  const date = new Date(startOfDay(atMs));
  date.setDate(date.getDate() + 1);
  return date.getTime();
}

const DAY_MS = 86_400_000;

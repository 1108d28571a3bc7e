// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The last day of a staff key, as <input type="date"> has it, in this computer's time zone. */
import { startOfNextDay } from "@nightlatch/ui-kit/time-words";

/** "2027-11-24" */
export function dayText(atMs: number): string {
  const zoneMs = new Date(atMs).getTimezoneOffset() * 60_000;
  return new Date(atMs - zoneMs).toISOString().slice(0, 10);
}

/** The end of that day; undefined for what is no day. */
export function endOfDay(day: string): number | undefined {
  const startMs = new Date(`${day}T00:00`).getTime();
  return Number.isNaN(startMs) ? undefined : startOfNextDay(startMs) - 1;
}

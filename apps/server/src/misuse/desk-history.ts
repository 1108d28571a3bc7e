// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The last weeks of a desk, ready to be asked what is usual there and what one person did. */
import type { StaffAct } from "./staff-act.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Acts of `historyMs` until `untilMs`, exclusive; the last day apart. */
export class DeskHistory {
  readonly untilMs: number;
  readonly #byStaff: ReadonlyMap<string, readonly StaffAct[]>;
  readonly #hours: readonly number[];

  constructor(acts: readonly StaffAct[], untilMs: number, historyMs: number) {
    this.untilMs = untilMs;
    const inTime = acts.filter(({ atMs }) => atMs >= untilMs - historyMs && atMs < untilMs);
    this.#byStaff = Map.groupBy(inTime, ({ staff }) => staff);
    this.#hours = hourShares(inTime);
  }

  get staff(): readonly string[] {
    return [...this.#byStaff.keys()];
  }

  /** All that one person did, oldest first as they came. */
  of(staff: string): readonly StaffAct[] {
    return this.#byStaff.get(staff) ?? [];
  }

  lastDays(staff: string, days: number): readonly StaffAct[] {
    return this.of(staff).filter(({ atMs }) => atMs >= this.untilMs - days * DAY_MS);
  }

  /** Share of all the desk's acts that fall into this hour of the day (UTC), 0 to 1. */
  hourShare(atMs: number): number {
    return this.#hours[hourOf(atMs)] ?? 0;
  }

  /** The median over the others of what `count` says of their acts; those with no acts are not asked. 0 without others. */
  peerMedian(staff: string, count: (acts: readonly StaffAct[]) => number): number {
    const others = this.staff.filter((other) => other !== staff);
    const counts = others.map((other) => count(this.of(other))).sort((a, b) => a - b);
    return counts[Math.floor(counts.length / 2)] ?? 0;
  }
}

/** The most that falls on one day, among days with any. */
export function busiestDay(acts: readonly StaffAct[]): number {
  const days = Map.groupBy(acts, ({ atMs }) => dayOf(atMs));
  return Math.max(0, ...[...days.values()].map(({ length }) => length));
}

export function dayOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS);
}

function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS) % 24;
}

function hourShares(acts: readonly StaffAct[]): readonly number[] {
  const counts = new Array<number>(24).fill(0);
  for (const { atMs } of acts) counts[hourOf(atMs)] = (counts[hourOf(atMs)] ?? 0) + 1;
  return counts.map((count) => count / Math.max(1, acts.length));
}

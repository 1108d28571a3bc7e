// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One measured figure: its value, the baseline measured in the same run, and the goal it is held against. */

export type Figure = Readonly<{
  name: string;
  value: number;
  unit: string;
  /** The same measure of the baseline in this run; null where the goal is absolute. */
  baseline: number | null;
  /** value / baseline. */
  ratio: number | null;
  /** The goal in words, for people: "ratio ≥ 0.85". */
  goal: string;
  holds: boolean;
}>;

export type Goal = Readonly<{ of: "value" | "ratio"; atLeast?: number; atMost?: number }>;

export function figure(name: string, unit: string, value: number, baseline: number | null, goal: Goal): Figure {
  const ratio = baseline === null ? null : round(value / baseline);
  const measured = goal.of === "value" ? value : (ratio ?? Number.NaN);
  const holds = measured >= (goal.atLeast ?? -Infinity) && measured <= (goal.atMost ?? Infinity);
  return {
    name,
    value: round(value),
    unit,
    baseline: baseline === null ? null : round(baseline),
    ratio,
    goal: inWords(goal),
    holds,
  };
}

/** The value below which `share` of all values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

function inWords({ of, atLeast, atMost }: Goal): string {
  return `${of} ${atLeast === undefined ? `≤ ${String(atMost)}` : `≥ ${String(atLeast)}`}`;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

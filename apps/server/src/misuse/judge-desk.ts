// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Looks at a desk once a day and says about whom a question is due, and which. Pure: same acts, same findings. */
import { DeskHistory } from "./desk-history.ts";
import { RULES, type Count, type RuleName } from "./rules.ts";
import type { StaffAct } from "./staff-act.ts";
import { THRESHOLDS, type Thresholds } from "./thresholds.ts";

export type Finding = Readonly<{ staff: string; rule: RuleName; atMs: number }> & Count;

/**
 * @param acts of one team, of the last four weeks at least, in any order
 * @param earlier findings that were already told: one behaviour of one person is asked about once a week
 */
export function judgeDesk(
  acts: readonly StaffAct[],
  untilMs: number,
  earlier: readonly Finding[] = [],
  limits: Thresholds = THRESHOLDS,
): readonly Finding[] {
  const desk = new DeskHistory(acts, untilMs, limits.historyMs);
  const told = new Set(earlier.filter(({ atMs }) => atMs > untilMs - limits.quietMs).map(keyOf));
  const findings: Finding[] = [];
  for (const staff of desk.staff) {
    for (const rule of Object.keys(RULES) as readonly RuleName[]) {
      const count = told.has(keyOf({ staff, rule })) ? undefined : RULES[rule](staff, desk, limits);
      if (count !== undefined) findings.push({ staff, rule, atMs: untilMs, ...count });
    }
  }
  return findings;
}

function keyOf({ staff, rule }: Pick<Finding, "staff" | "rule">): string {
  return `${rule} ${staff}`;
}

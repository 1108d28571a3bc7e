// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Lets the rules watch a synthetic desk day by day, and counts whom they asked about. */
import { judgeDesk, type Finding } from "../../apps/server/src/misuse/judge-desk.ts";
import type { Thresholds } from "../../apps/server/src/misuse/thresholds.ts";
import { MISUSES, type Misuse, type SyntheticDesk } from "./synthetic-staff.ts";

const DAY_MS = 86_400_000;
const FOUND_WITHIN_MS = 14 * DAY_MS;

export type RulesMeasured = Readonly<{
  /** Of the questions asked, the share that concerned someone who misuses the desk at that time. */
  precision: number;
  /** Of the misusers, the share that was asked about within two weeks of their first day. */
  recall: number;
  recallBy: Readonly<Record<Misuse, number>>;
  findings: readonly Finding[];
  falseFindings: readonly Finding[];
  honestWeeks: number;
}>;

/** The first four weeks only make the history. */
export function measureRules(desk: SyntheticDesk, limits?: Thresholds): RulesMeasured {
  const findings: Finding[] = [];
  for (let day = 28; day <= desk.days; day += 1) {
    const untilMs = desk.firstMs + day * DAY_MS;
    findings.push(...judgeDesk(desk.acts, untilMs, findings, limits));
  }
  const isTrue = ({ staff, atMs }: Finding) => (desk.misusers.get(staff)?.fromMs ?? Number.POSITIVE_INFINITY) <= atMs;
  const isFound = (staff: string, fromMs: number) =>
    findings.some((one) => one.staff === staff && one.atMs > fromMs && one.atMs <= fromMs + FOUND_WITHIN_MS);
  const found = [...desk.misusers].map(([staff, { misuse, fromMs }]) => ({ misuse, isFound: isFound(staff, fromMs) }));
  const share = (rows: readonly { isFound: boolean }[]) => rows.filter((row) => row.isFound).length / rows.length;
  const ofKind = (misuse: Misuse) => share(found.filter((row) => row.misuse === misuse));
  return {
    precision: findings.filter(isTrue).length / Math.max(1, findings.length),
    recall: share(found),
    recallBy: Object.fromEntries(MISUSES.map((misuse) => [misuse, ofKind(misuse)])) as Record<Misuse, number>,
    findings,
    falseFindings: findings.filter((one) => !isTrue(one)),
    honestWeeks: ((desk.staff.length - desk.misusers.size) * (desk.days - 28)) / 7,
  };
}

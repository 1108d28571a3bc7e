// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The misuse rules on synthetic support desks whose seeds were used for no choice of a threshold; beside them the
 * plainest rule there is, a fixed number of requests a day. What the desks are, and are not: docs/design/misuse-rules.md.
 */
import { measureRules, type RulesMeasured } from "../tests/misuse/measure-rules.ts";
import { syntheticDesk } from "../tests/misuse/synthetic-staff.ts";
import { THRESHOLDS, type Thresholds } from "../apps/server/src/misuse/thresholds.ts";
import { figure, type Figure } from "./figure.ts";
import type { BenchOptions } from "./options.ts";

const SEEDS = ["final-1", "final-2", "final-3", "final-4", "final-5"];
const DESK = { honest: 46, misusersEach: 2, days: 84, fromDay: 35 };
const NEVER = Number.POSITIVE_INFINITY;

const GOALS = {
  precision: { of: "value", atLeast: 0.8 },
  recall: { of: "value", atLeast: 0.7 },
  honest: { of: "value", atMost: 3 },
} as const;

/** Only the count of requests in a day is left. */
const REQUESTS_ALONE: Thresholds = {
  ...THRESHOLDS,
  requestsTimesPeers: 0,
  casesOpenedPerDay: NEVER,
  answersAtLeast: NEVER,
  actsInQuietHours: NEVER,
  daysOnOneCase: NEVER,
  daysOnOneHousehold: NEVER,
  staleRequestsPerWeek: NEVER,
  liveRequestsAtLeast: NEVER,
  fetchesOfOneClipPerWeek: NEVER,
};

export function run({ isQuick, note }: BenchOptions): Promise<readonly Figure[]> {
  const ours: RulesMeasured[] = [];
  const plain: RulesMeasured[] = [];
  for (const seed of isQuick ? SEEDS.slice(0, 1) : SEEDS) {
    const desk = syntheticDesk({ seed, ...DESK });
    ours.push(measureRules(desk));
    plain.push(measureRules(desk, REQUESTS_ALONE));
    note(`${seed}: ${JSON.stringify(ours.at(-1)?.recallBy)}`);
  }
  const both = (value: (measured: RulesMeasured) => number) => [mean(ours.map(value)), mean(plain.map(value))] as const;
  const [precision, plainPrecision] = both((measured) => measured.precision);
  const [recall, plainRecall] = both((measured) => measured.recall);
  const [honest, plainHonest] = both((measured) => (100 * measured.falseFindings.length) / measured.honestWeeks);
  return Promise.resolve([
    figure("misuse: questions that were due (synthetic)", "share", precision, plainPrecision, GOALS.precision),
    figure("misuse: misusers asked about in 14 days (synthetic)", "share", recall, plainRecall, GOALS.recall),
    figure("misuse: questions in 100 honest weeks (synthetic)", "questions", honest, plainHonest, GOALS.honest),
  ]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

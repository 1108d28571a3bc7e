// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How many checks passed and failed, read from what the test runners write. */

export type Tally = Readonly<{ passed: number; failed: number; skipped: number }>;

export const ONE_PASSED: Tally = { passed: 1, failed: 0, skipped: 0 };
export const ONE_FAILED: Tally = { passed: 0, failed: 1, skipped: 0 };

/** The closing line: `12 passed, 0 failed`. Continuous integration reads it, so its shape is fixed. */
export function formatTally({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

export function addTallies(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, next) => ({
      passed: sum.passed + next.passed,
      failed: sum.failed + next.failed,
      skipped: sum.skipped + next.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/**
 * What a runner's report and its exit code say together. A runner that failed counts at least one failure, even
 * where no single test did: a file that does not load has no tests. A runner that ran nothing has failed.
 */
export function judge(exitCode: number, reported: Tally | undefined): Tally {
  if (reported === undefined) return ONE_FAILED;
  const ranNothing = reported.passed + reported.failed === 0;
  if ((exitCode !== 0 || ranNothing) && reported.failed === 0) return addTallies([reported, ONE_FAILED]);
  return reported;
}

/** Vitest's JSON report, which has Jest's shape. */
export function vitestTally(json: unknown): Tally {
  return {
    passed: numberIn(json, "numPassedTests"),
    failed: numberIn(json, "numFailedTests"),
    skipped: numberIn(json, "numPendingTests") + numberIn(json, "numTodoTests"),
  };
}

/** Playwright's JSON report. A test that passed only on a retry is not a pass. */
export function playwrightTally(json: unknown): Tally {
  const stats = fieldIn(json, "stats");
  return {
    passed: numberIn(stats, "expected"),
    failed: numberIn(stats, "unexpected") + numberIn(stats, "flaky"),
    skipped: numberIn(stats, "skipped"),
  };
}

function numberIn(json: unknown, name: string): number {
  const value = fieldIn(json, name);
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw new TypeError(`the test report has no count "${name}"`);
  }
  return value;
}

function fieldIn(json: unknown, name: string): unknown {
  return typeof json === "object" && json !== null ? (json as Readonly<Record<string, unknown>>)[name] : undefined;
}

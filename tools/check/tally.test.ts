// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { addTallies, formatTally, judge, ONE_FAILED, ONE_PASSED, playwrightTally, vitestTally } from "./tally.ts";

describe("the closing line", () => {
  it("counts what passed and failed", () => {
    expect(formatTally({ passed: 12, failed: 1, skipped: 0 })).toBe("12 passed, 1 failed");
  });

  it("names skipped tests only where there are any", () => {
    expect(formatTally({ passed: 2, failed: 0, skipped: 3 })).toBe("2 passed, 0 failed, 3 skipped");
  });

  it("adds up the steps", () => {
    expect(addTallies([ONE_PASSED, ONE_FAILED, { passed: 5, failed: 2, skipped: 1 }])).toEqual({
      passed: 6,
      failed: 3,
      skipped: 1,
    });
  });
});

describe("a runner's verdict", () => {
  it("is a failure when the runner wrote no report, even with exit code 0", () => {
    expect(judge(0, undefined)).toEqual(ONE_FAILED);
  });

  it("is a failure when no test ran", () => {
    expect(judge(0, { passed: 0, failed: 0, skipped: 4 }).failed).toBe(1);
  });

  it("is a failure when a file did not load, though every test that ran has passed", () => {
    expect(judge(1, { passed: 7, failed: 0, skipped: 0 })).toEqual({ passed: 7, failed: 1, skipped: 0 });
  });

  it("does not count a failure twice", () => {
    expect(judge(1, { passed: 7, failed: 2, skipped: 0 }).failed).toBe(2);
  });
});

describe("reports", () => {
  it("are read from Vitest", () => {
    const json = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1 };
    expect(vitestTally(json)).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });

  it("are read from Playwright, where a flaky test is a failed one", () => {
    const json = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 0 } };
    expect(playwrightTally(json)).toEqual({ passed: 4, failed: 2, skipped: 0 });
  });

  it.each([undefined, null, {}, { stats: { expected: -1 } }, { stats: { expected: "4" } }])(
    "of another shape are refused: %j",
    (json) => {
      expect(() => playwrightTally(json)).toThrow(TypeError);
      expect(() => vitestTally(json)).toThrow(TypeError);
    },
  );
});

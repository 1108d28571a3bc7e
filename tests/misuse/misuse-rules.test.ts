// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { measureRules } from "./measure-rules.ts";
import { MISUSES, syntheticDesk } from "./synthetic-staff.ts";

describe("the misuse rules on a synthetic desk that no threshold was chosen on", () => {
  const plan = { seed: "a test's own", honest: 16, misusersEach: 1, days: 63, fromDay: 30 };
  const desk = syntheticDesk(plan);

  it("ask about most of those who misuse it within two weeks, and seldom about others", () => {
    const { precision, recall, falseFindings, honestWeeks } = measureRules(desk);
    expect(recall).toBeGreaterThanOrEqual(0.7);
    expect(precision).toBeGreaterThanOrEqual(0.8);
    expect(falseFindings.length / honestWeeks).toBeLessThanOrEqual(0.03);
  });

  it("ask about nobody on a desk of honest people who work as they do", () => {
    const honest = desk.acts.filter(({ staff }) => !desk.misusers.has(staff));
    const { falseFindings, honestWeeks } = measureRules({ ...desk, acts: honest });
    expect(falseFindings.length / honestWeeks).toBeLessThanOrEqual(0.03);
  });

  it("are measured against every way to misuse the desk, and the same for the same seed", () => {
    expect(new Set([...desk.misusers.values()].map(({ misuse }) => misuse))).toEqual(new Set(MISUSES));
    expect(syntheticDesk(plan).acts).toEqual(desk.acts);
  });
});

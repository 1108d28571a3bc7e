// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { judgeDesk } from "./judge-desk.ts";
import type { RuleName } from "./rules.ts";
import type { Footage, StaffAct } from "./staff-act.ts";
import { THRESHOLDS } from "./thresholds.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.UTC(2026, 2, 2);
const UNTIL_MS = START_MS + 28 * DAY_MS;

/** Three colleagues who answer ten cases a day between nine and ten, with a request each. */
const colleagues: readonly StaffAct[] = ["bea", "cem", "dora"].flatMap((staff) =>
  Array.from({ length: 28 }, (_, day) => day).flatMap((day) => {
    const atMs = START_MS + day * DAY_MS + 9 * HOUR_MS;
    const cases = Array.from({ length: 10 }, (_, n) => `${staff} ${String(day)} ${String(n)}`);
    return [
      ...cases.map((id, n) => opened(staff, id, atMs + n * 60_000)),
      request(staff, cases[0] ?? "", atMs + 30 * 60_000),
      answer(staff, "granted", atMs + 50 * 60_000, cases[0]),
    ];
  }),
);

const lastDay = (hour: number) => UNTIL_MS - DAY_MS + hour * HOUR_MS;

describe("a desk without misuse", () => {
  it("raises no question", () => {
    expect(judgeDesk(colleagues, UNTIL_MS)).toEqual([]);
  });
});

describe("a question", () => {
  it.each<readonly [RuleName, readonly StaffAct[], readonly StaffAct[]]>([
    [
      "request-rate",
      times(9, (n) => request("anna", `case ${String(n)}`, lastDay(9.1))),
      times(8, (n) => request("anna", `case ${String(n)}`, lastDay(9.1))),
    ],
    [
      "case-browsing",
      times(61, (n) => opened("anna", `case ${String(n)}`, lastDay(9.2))),
      times(61, () => opened("anna", "one case, again and again", lastDay(9.2))),
    ],
    [
      "refusals",
      [
        ...times(11, (n) => answer("anna", n % 2 === 0 ? "refused" : "unanswered", lastDay(9))),
        ...times(3, () => answer("anna", "granted", lastDay(9))),
      ],
      [
        ...times(9, () => answer("anna", "refused", lastDay(9))),
        ...times(5, () => answer("anna", "granted", lastDay(9))),
      ],
    ],
    [
      "quiet-hours",
      times(3, (n) => request("anna", `case ${String(n)}`, lastDay(3))),
      times(3, (n) => request("anna", `case ${String(n)}`, lastDay(10.5))),
    ],
    [
      "one-case",
      times(4, (n) => request("anna", "her case", UNTIL_MS - (n + 1) * DAY_MS + 9 * HOUR_MS)),
      times(4, () => request("anna", "her case", lastDay(9))),
    ],
    [
      "stale-case",
      times(3, (n) => request("anna", `case ${String(n)}`, lastDay(9), "clips", 4 * DAY_MS)),
      times(3, (n) => request("anna", `case ${String(n)}`, lastDay(9), "clips", 3 * DAY_MS)),
    ],
    [
      "live-share",
      times(8, (n) => request("anna", `case ${String(n)}`, lastDay(9), "live")),
      times(7, (n) => request("anna", `case ${String(n)}`, lastDay(9), "live")),
    ],
    ["same-clip", times(6, () => fetched("anna", "one clip")), times(6, (n) => fetched("anna", `clip ${String(n)}`))],
  ])("is asked for %s, and not for what comes close to it", (rule, misuse, honest) => {
    const askedAbout = (acts: readonly StaffAct[]) => judgeDesk([...colleagues, ...acts], UNTIL_MS);
    expect(askedAbout(misuse).map((finding) => [finding.staff, finding.rule])).toEqual([["anna", rule]]);
    expect(askedAbout(honest)).toEqual([]);
  });

  it("is asked when one household was granted for on five days, whatever the cases", () => {
    const acts = times(5, (n) =>
      answer("anna", "granted", UNTIL_MS - n * DAY_MS - HOUR_MS, `case ${String(n)}`, "one home"),
    );
    expect(judgeDesk([...colleagues, ...acts], UNTIL_MS)).toMatchObject([
      { staff: "anna", rule: "one-case", count: 5 },
    ]);
  });

  it("is asked once a week, and again when it goes on", () => {
    const acts = [...colleagues, ...times(9, (n) => request("anna", `case ${String(n)}`, lastDay(9)))];
    const first = judgeDesk(acts, UNTIL_MS);
    expect(judgeDesk(acts, UNTIL_MS, first)).toEqual([]);
    const later = times(9, (n) => request("anna", `later ${String(n)}`, lastDay(9) + THRESHOLDS.quietMs));
    expect(judgeDesk([...acts, ...later], UNTIL_MS + THRESHOLDS.quietMs, first)).toMatchObject([
      { rule: "request-rate" },
    ]);
  });

  it("is not put off by what somebody else was asked", () => {
    const acts = [...colleagues, ...times(9, (n) => request("anna", `case ${String(n)}`, lastDay(9)))];
    const earlier = judgeDesk(acts, UNTIL_MS).map((finding) => ({ ...finding, staff: "bea" }));
    expect(judgeDesk(acts, UNTIL_MS, earlier)).toHaveLength(1);
  });

  it("looks at nothing that lies before its four weeks or after its day", () => {
    const rate = (atMs: number) => times(9, (n) => request("anna", `case ${String(n)}`, atMs));
    expect(judgeDesk([...colleagues, ...rate(UNTIL_MS), ...rate(START_MS - 1)], UNTIL_MS)).toEqual([]);
  });
});

function times(count: number, make: (n: number) => StaffAct): readonly StaffAct[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

function opened(staff: string, id: string, atMs: number): StaffAct {
  return { kind: "opened", staff, case: id, atMs };
}

function request(
  staff: string,
  id: string,
  atMs: number,
  footage: Footage = "clips",
  customerSilentMs = HOUR_MS,
): StaffAct {
  return { kind: "requested", staff, case: id, atMs, footage, minutes: 10, customerSilentMs };
}

function answer(
  staff: string,
  kind: "granted" | "refused" | "unanswered",
  atMs: number,
  id = "case",
  home = `home of ${id}`,
): StaffAct {
  return { kind, staff, case: id, atMs, household: home };
}

function fetched(staff: string, clip: string): StaffAct {
  return { kind: "fetched", staff, case: "case", household: "home", clip, atMs: lastDay(9.5) };
}

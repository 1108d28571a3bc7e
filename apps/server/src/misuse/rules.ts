// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What is worth a question to a supervisor, one function a behaviour, modelled on what insiders of other camera
 * makers did (docs/design/misuse-rules.md). A finding accuses nobody: it says what was counted.
 */
import { busiestDay, dayOf, type DeskHistory } from "./desk-history.ts";
import { isKind, type StaffAct } from "./staff-act.ts";
import type { Thresholds } from "./thresholds.ts";

const HOUR_MS = 3_600_000;

export const RULES = {
  "request-rate": requestRate,
  "case-browsing": caseBrowsing,
  refusals,
  "quiet-hours": quietHours,
  "one-case": oneCase,
  "stale-case": staleCase,
  "live-share": liveShare,
  "same-clip": sameClip,
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof RULES;

/** What was counted, and from where on it is worth a question. Undefined: nothing to ask. */
type Rule = (staff: string, desk: DeskHistory, limits: Thresholds) => Count | undefined;
export type Count = Readonly<{ count: number; limit: number }>;

/** Many requests on one day, by any measure and by that of the colleagues' busiest days. */
function requestRate(staff: string, desk: DeskHistory, limits: Thresholds): Count | undefined {
  const count = desk.lastDays(staff, 1).filter(isKind("requested")).length;
  const peers = desk.peerMedian(staff, (acts) => busiestDay(acts.filter(isKind("requested"))));
  return over(count, Math.max(limits.requestsPerDay, limits.requestsTimesPeers * peers));
}

/** Reading through cases, as one would leaf through a customer file. */
function caseBrowsing(staff: string, desk: DeskHistory, limits: Thresholds): Count | undefined {
  const count = distinctCases(desk.lastDays(staff, 1));
  const peers = desk.peerMedian(staff, (acts) => {
    const days = Map.groupBy(acts, ({ atMs }) => dayOf(atMs));
    return Math.max(0, ...[...days.values()].map(distinctCases));
  });
  return over(count, Math.max(limits.casesOpenedPerDay, limits.casesOpenedTimesPeers * peers));
}

/** Most households say no, or nothing. */
function refusals(staff: string, desk: DeskHistory, limits: Thresholds): Count | undefined {
  const acts = desk.lastDays(staff, 14);
  const no = acts.filter((act) => act.kind === "refused" || act.kind === "unanswered").length;
  const answers = no + acts.filter(isKind("granted")).length;
  return answers < limits.answersAtLeast ? undefined : over(no / answers, limits.refusedShare);
}

/** Footage is asked for or fetched when hardly anybody is at the desk. Overtime of an hour is not night. */
function quietHours(staff: string, desk: DeskHistory, limits: Thresholds): Count | undefined {
  const touching = desk.lastDays(staff, 1).filter(({ kind }) => kind === "requested" || kind === "fetched");
  const isQuiet = (atMs: number) => desk.hourShare(atMs) < limits.quietHourShare;
  const quiet = touching.filter(({ atMs }) => isQuiet(atMs) && isQuiet(atMs - HOUR_MS));
  return atLeast(quiet.length, limits.actsInQuietHours);
}

/** One case, or one household, is asked for footage on day after day by the same person. */
function oneCase(staff: string, desk: DeskHistory, limits: Thresholds): Count | undefined {
  const acts = desk.of(staff);
  const cases = Map.groupBy(acts.filter(isKind("requested")), (act) => act.case);
  const households = Map.groupBy(acts.filter(isKind("granted")), ({ household }) => household);
  return atLeast(mostDays(cases), limits.daysOnOneCase) ?? atLeast(mostDays(households), limits.daysOnOneHousehold);
}

/** Footage is asked for in cases where the customer has not written for days. */
function staleCase(staff: string, desk: DeskHistory, limits: Thresholds): Count | undefined {
  const week = desk.lastDays(staff, 7).filter(isKind("requested"));
  const stale = week.filter(({ customerSilentMs }) => customerSilentMs > limits.customerSilentMs);
  return atLeast(stale.length, limits.staleRequestsPerWeek);
}

/** Live pictures again and again, where colleagues do with clips. */
function liveShare(staff: string, desk: DeskHistory, limits: Thresholds): Count | undefined {
  const acts = desk.lastDays(staff, 14);
  const live = acts.filter((act) => act.kind === "requested" && act.footage === "live").length;
  if (live < limits.liveRequestsAtLeast) return undefined;
  const peers = desk.peerMedian(staff, shareOfLive);
  return over(shareOfLive(acts), Math.max(limits.liveShare, limits.liveTimesPeers * peers));
}

/** One clip, looked at over and over. */
function sameClip(staff: string, desk: DeskHistory, limits: Thresholds): Count | undefined {
  const clips = Map.groupBy(desk.lastDays(staff, 7).filter(isKind("fetched")), ({ clip }) => clip);
  return atLeast(Math.max(0, ...[...clips.values()].map(({ length }) => length)), limits.fetchesOfOneClipPerWeek);
}

function distinctCases(acts: readonly StaffAct[]): number {
  return new Set(acts.filter(isKind("opened")).map((act) => act.case)).size;
}

function mostDays(groups: ReadonlyMap<string, readonly StaffAct[]>): number {
  return Math.max(0, ...[...groups.values()].map((acts) => new Set(acts.map(({ atMs }) => dayOf(atMs))).size));
}

function shareOfLive(acts: readonly StaffAct[]): number {
  const requests = acts.filter(isKind("requested"));
  return requests.filter(({ footage }) => footage === "live").length / Math.max(1, requests.length);
}

function over(count: number, limit: number): Count | undefined {
  return count > limit ? { count, limit } : undefined;
}

function atLeast(count: number, limit: number): Count | undefined {
  return count >= limit ? { count, limit } : undefined;
}

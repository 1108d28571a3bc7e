// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cases in words: whose turn it is, and how long ago. */
import { calendarDay, spanWords } from "@nightlatch/ui-kit/time-words";
import type { CaseTurn } from "../../vault-client/vault-api.ts";

const TURNS: Readonly<Record<CaseTurn, string>> = {
  staff: "Answer",
  customer: "Customer",
  consent: "Consent",
  closed: "Closed",
};

export function turnWords(turn: CaseTurn): string {
  return TURNS[turn];
}

/** "now", "12 min", "3 h", "2 days", then the date. Whole units: a list is read by its largest one. */
export function agoWords(atMs: number, nowMs: number): string {
  const agoMs = Math.max(0, nowMs - atMs);
  if (agoMs < MINUTE_MS) return "now";
  const unitMs = [DAY_MS, HOUR_MS, MINUTE_MS].find((unit) => agoMs >= unit) ?? MINUTE_MS;
  return agoMs < 7 * DAY_MS ? spanWords(Math.floor(agoMs / unitMs) * unitMs) : calendarDay(atMs);
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

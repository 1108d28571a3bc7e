// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Roles and standings of staff in words. */
import { calendarDay, clockTime, dayInside } from "@nightlatch/ui-kit/time-words";
import type { StaffRole, Standing } from "../vault-client/vault-api.ts";

const ROLES: Readonly<Record<StaffRole, string>> = {
  officer: "Officer",
  supervisor: "Supervisor",
  support: "Support",
  moderator: "Moderator",
  annotator: "Annotator",
};

export const STAFF_ROLES = ["officer", "supervisor", "support", "moderator", "annotator"] as const;

export function roleWords(role: StaffRole): string {
  return ROLES[role];
}

export function standingWords(standing: Standing, endMs: number, nowMs: number): string {
  switch (standing.kind) {
    case "working":
      return `Works until ${calendarDay(endMs)}`;
    case "waiting":
      return `Works from ${dayInside(standing.worksFromMs, nowMs)}, ${clockTime(standing.worksFromMs)}`;
    case "suspended":
      return "Suspended";
    case "ended":
      return "Ended";
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What an owner has ticked so far, and whether it is enough to let someone in. Pure. */
import { startOfDay, startOfNextDay } from "@nightlatch/ui-kit/time-words";
import type { Access } from "../../vault-client/vault-api.ts";

export type AccessRole = Access["role"];
export type AccessDraft = Readonly<{
  role: AccessRole;
  groups: readonly string[];
  cameras: readonly string[];
  /** As a date field has it: "2026-12-03"; the last day on which a guest can watch. */
  lastDay: string;
}>;

export function draftOf(access: Access, nowMs: number): AccessDraft {
  return {
    role: access.role,
    groups: access.role === "member" ? access.groups : [],
    cameras: access.role === "guest" ? access.cameras : [],
    lastDay: dateText(access.role === "guest" ? access.untilMs - 1 : nowMs + 7 * DAY_MS),
  };
}

/** Undefined while something is missing: no group, no camera, or a day that is over. */
export function accessFrom(draft: AccessDraft, nowMs: number): Access | undefined {
  if (draft.role === "owner") return { role: "owner" };
  if (draft.role === "member") {
    return draft.groups.length === 0 ? undefined : { role: "member", groups: draft.groups };
  }
  const untilMs = endOfDay(draft.lastDay);
  if (draft.cameras.length === 0 || untilMs === undefined || untilMs <= nowMs) return undefined;
  return { role: "guest", cameras: draft.cameras, untilMs };
}

export function withOrWithout(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
}

export function dateText(atMs: number): string {
  const date = new Date(startOfDay(atMs));
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function endOfDay(text: string): number | undefined {
  const atMs = new Date(`${text}T00:00:00`).getTime();
  return Number.isNaN(atMs) ? undefined : startOfNextDay(atMs);
}

const DAY_MS = 86_400_000;

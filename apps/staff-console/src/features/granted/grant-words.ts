// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A grant in words: what it covers, and how long it still does. */
import { calendarDay, clockTime, spanWords } from "@nightlatch/ui-kit/time-words";
import type { GrantView } from "../../vault-client/vault-api.ts";

export function grantWords({ kind, clips }: Pick<GrantView, "kind" | "clips">): string {
  if (kind === "live") return "One camera, live";
  return clips === 1 ? "1 recording" : `${clips} recordings`;
}

export function stateWords({ state, untilMs }: Pick<GrantView, "state" | "untilMs">, nowMs: number): string {
  if (state === "ended" || untilMs <= nowMs) return `ended ${calendarDay(Math.min(untilMs, nowMs))}`;
  return `until ${clockTime(untilMs)}, ${spanWords(untilMs - nowMs)} left`;
}

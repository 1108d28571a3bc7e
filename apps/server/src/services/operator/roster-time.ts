// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file How far the time in a roster entry may be from this server's. Officers sign one after the other, so an entry may
 * be as old as a draft lives; more would shorten the wait before a new key works.
 */
import { MAX_ENTRY_SKEW_MS, ROSTER_DRAFT_LIFE_MS } from "@nightlatch/api-contract";
import type { RosterEntry } from "@nightlatch/protocol/wire";
import { ApiError } from "../../errors.ts";

/** Nothing waits for the first entry: its officers may take days to come together. */
const FOUNDING_LIFE_MS = 30 * 24 * 60 * 60 * 1000;

/** @throws roster.wrong_time */
export function assertTimely({ body, seen }: RosterEntry, nowMs: number): void {
  const oldestMs = nowMs - (body.type === "found" ? FOUNDING_LIFE_MS : ROSTER_DRAFT_LIFE_MS);
  if (seen.timeMs >= oldestMs && seen.timeMs <= nowMs + MAX_ENTRY_SKEW_MS) return;
  throw new ApiError("roster.wrong_time", "the entry's time is far from this server's");
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How long recordings stay: the choices, and how they are said. 0 means no limit, in days and in bytes. */
import { sizeWords } from "@nightlatch/ui-kit/size-words";
import type { Retention } from "../../vault-client/vault-api.ts";

const GB = 1_000_000_000;

export const DEFAULT_RETENTION: Retention = { days: 14, sizeBytes: 50 * GB };
export const DAY_CHOICES: readonly number[] = [1, 3, 7, 14, 30, 60, 90, 0];
export const SIZE_CHOICES: readonly number[] = [5 * GB, 20 * GB, 50 * GB, 100 * GB, 250 * GB, 500 * GB, 0];

export function retentionWords({ days, sizeBytes }: Retention): string {
  if (days === 0) return sizeBytes === 0 ? "Kept as long as there is space" : `At most ${sizeWords(sizeBytes)}`;
  return sizeBytes === 0 ? daysWords(days) : `${daysWords(days)}, at most ${sizeWords(sizeBytes)}`;
}

export function daysWords(days: number): string {
  if (days === 0) return "No limit";
  return days === 1 ? "1 day" : `${days} days`;
}

export function spaceWords(sizeBytes: number): string {
  return sizeBytes === 0 ? "No limit" : sizeWords(sizeBytes);
}

/** A value set elsewhere is a choice as well. "No limit" stays last. */
export function withPresent(choices: readonly number[], present: number): readonly number[] {
  if (choices.includes(present)) return choices;
  return [...choices, present].sort((a, b) => (a === 0 ? 1 : b === 0 ? -1 : a - b));
}

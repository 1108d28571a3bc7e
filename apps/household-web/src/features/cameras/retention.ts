// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How long recordings stay: the choices, and how they are said. */
import { sizeWords } from "../../design/size-words.ts";
import type { Retention } from "../../vault-client/vault-api.ts";

const GB = 1_000_000_000;

export const DEFAULT_RETENTION: Retention = { days: 14, sizeBytes: 50 * GB };
export const DAY_CHOICES: readonly number[] = [1, 3, 7, 14, 30, 60, 90];
export const SIZE_CHOICES: readonly number[] = [5 * GB, 20 * GB, 50 * GB, 100 * GB, 250 * GB, 500 * GB];

export function retentionWords({ days, sizeBytes }: Retention): string {
  return `${daysWords(days)}, at most ${sizeWords(sizeBytes)}`;
}

export function daysWords(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}

/** A value set elsewhere is a choice as well. */
export function withPresent(choices: readonly number[], present: number): readonly number[] {
  return choices.includes(present) ? choices : [...choices, present].sort((a, b) => a - b);
}

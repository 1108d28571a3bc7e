// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The time as it stands in a picture: UTC to the second, in one form for every reader. */

/** "2026-11-24 17:42:05 UTC" */
export function encodeTime(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What footage may be asked for: a closed list, since it is counted in public (protocol §15.3). */

export const PURPOSES = ["camera_offline", "picture_quality", "sound", "detection", "app_trouble", "other"] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Some clips that are there already, or a camera from now on. */
export const GRANT_KINDS = ["clips", "live"] as const;
export type GrantKind = (typeof GRANT_KINDS)[number];

const MINUTE_MS = 60 * 1000;
export const MAX_GRANT_MINUTES: Readonly<Record<GrantKind, number>> = { clips: 7 * 24 * 60, live: 60 };

/** Whether a grant of this kind may last so long. */
export function isGrantLength(kind: GrantKind, lengthMs: number): boolean {
  return lengthMs > 0 && lengthMs <= MAX_GRANT_MINUTES[kind] * MINUTE_MS;
}

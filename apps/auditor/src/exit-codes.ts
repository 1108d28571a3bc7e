// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How each command ends, for scripts (docs/operations/audit.md). */
export const EXIT = {
  /** Everything was checked and holds. */
  clean: 0,
  /** The command was not used as it is meant, or this machine stood in the way. */
  misuse: 1,
  /** Something is wrong with what was checked. */
  findings: 2,
  /** There was no answer, so nothing can be said. */
  unreachable: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a file turned out to be, and whether it bears out what it says. */
export type FileVerdict = Readonly<{
  kind: "evidence" | "tlog-proof" | "export";
  /** False: do not rely on it. */
  holds: boolean;
  sentence: string;
  facts: readonly string[];
}>;

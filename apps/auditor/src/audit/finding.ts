// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Something that must not be so. */
import type { Evidence } from "@nightlatch/protocol/log";

export type Finding = Readonly<{
  /** A refusal of the protocol (docs/protocol.md §13.7, §15), or release.*, operator.*. */
  code: string;
  sentence: string;
  /** What it is about: a file of the app, a tile, a leaf's index. */
  subject?: string;
  /** What convinces a stranger; some findings show in absence alone. */
  evidence?: Evidence;
}>;

/** As it is reported: the evidence is a file now. */
export type ReportedFinding = Omit<Finding, "evidence"> & Readonly<{ evidenceFile?: string }>;

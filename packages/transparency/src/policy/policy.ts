// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whom a client believes about a log: c2sp.org/tlog-policy. A policy is text that people read and sign, so what
 * could mean two things is refused, with the line's number.
 */
import type { VerifierKey } from "../notes/verifier-key.ts";

export type PolicyLog = Readonly<{ key: VerifierKey; url: string | undefined }>;
export type PolicyWitness = Readonly<{ name: string; key: VerifierKey; url: string | undefined }>;
export type PolicyGroup = Readonly<{
  name: string;
  /** How many members must have witnessed. 1 to their number. */
  threshold: number;
  /** Names of witnesses and groups; each name is a member of one group at most. */
  members: readonly string[];
}>;
export type Policy = Readonly<{
  logs: readonly PolicyLog[];
  witnesses: readonly PolicyWitness[];
  /** A group names only what stands before it. */
  groups: readonly PolicyGroup[];
  /** A witness, a group, or NO_QUORUM. */
  quorum: string;
}>;

/** The predefined name: the log's own signature is enough. */
export const NO_QUORUM = "none";

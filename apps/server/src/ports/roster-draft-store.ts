// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Signatures under roster entries that wait for more of them. Trust: none; losing them makes officers sign again. */
import type { StaffSignature } from "@nightlatch/protocol/wire";
import type { Hash } from "./stored-types.ts";

export type RosterDraft = Readonly<{
  /** Of the entry's bytes. */
  draft: Hash;
  entry: Uint8Array;
  expiresAtMs: number;
  signatures: readonly StaffSignature[];
}>;

export interface RosterDraftStore {
  /** A signature by the same device takes the place of its earlier one. */
  addSignature(draft: Omit<RosterDraft, "signatures">, signature: StaffSignature): Promise<void>;
  readDrafts(): Promise<readonly RosterDraft[]>;
  findDraft(draft: Hash): Promise<RosterDraft | undefined>;
  removeDraft(draft: Hash): Promise<void>;
  /** Forgets what has expired. */
  sweep(nowMs: number): Promise<void>;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Conversations with support: sealed bytes, found by a random id. Trust: none; it can withhold messages, and the
 * numbers in them show a hole. It does not know whose a case is.
 */
import type { CaseId, DeviceId } from "./stored-types.ts";

export type CaseBox = Readonly<{ staff: DeviceId; box: Uint8Array }>;
export type CaseMessageRow = Readonly<{ n: number; atMs: number; message: Uint8Array }>;
export type StoredCase = Readonly<{
  case: CaseId;
  team: string;
  state: "open" | "closed";
  /** Messages so far. */
  count: number;
  openedAtMs: number;
  changedAtMs: number;
}>;
export type NewCase = Readonly<{
  case: CaseId;
  team: string;
  atMs: number;
  boxes: readonly CaseBox[];
  messages: readonly Uint8Array[];
}>;
export type NewMessage = CaseMessageRow & Readonly<{ closes: boolean }>;
/** One team's case with the box of one device, if it has one. */
export type TeamCase = StoredCase & Readonly<{ box?: Uint8Array }>;
export type TeamMessage = CaseMessageRow & Readonly<{ case: CaseId }>;
export type Page<K extends string, T> = Readonly<Record<K, readonly T[]>> & Readonly<{ cursor: number }>;

export interface CaseStore {
  /** All of it or nothing. False: the id is taken. */
  addCase(one: NewCase): Promise<boolean>;
  findCase(id: CaseId): Promise<StoredCase | undefined>;
  findCases(ids: readonly CaseId[]): Promise<readonly StoredCase[]>;
  /** A device that has a box keeps it. */
  addBoxes(id: CaseId, boxes: readonly CaseBox[]): Promise<void>;
  findBox(id: CaseId, staff: DeviceId): Promise<Uint8Array | undefined>;
  /** Appends if the case is open and `n` is its next number; closes it in the same step. */
  addMessage(id: CaseId, message: NewMessage): Promise<boolean>;
  /** In order from number `fromN` on, at most `limit`; fewer, but not none, when they are large. */
  readMessages(id: CaseId, fromN: number, limit: number): Promise<readonly CaseMessageRow[]>;
  /** A team's cases that changed after `cursor`, oldest change first. */
  changedAfter(team: string, staff: DeviceId, cursor: number, limit: number): Promise<Page<"cases", TeamCase>>;
  /** A team's messages in the order in which they came. */
  messagesAfter(team: string, cursor: number, limit: number): Promise<Page<"messages", TeamMessage>>;
}

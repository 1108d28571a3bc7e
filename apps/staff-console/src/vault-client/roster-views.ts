// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The roster's changes and the legal register, as screens see them. */
import type { RosterMember, StaffRole, StaffView } from "./staff-views.ts";

export type RosterAct =
  | Readonly<{ kind: "found"; name: string; waitMs: number; staff: readonly StaffView[] }>
  | Readonly<{ kind: "enrol"; staff: StaffView }>
  | Readonly<{ kind: "extend"; staff: string; endMs: number }>
  | Readonly<{ kind: "suspend" | "restore" | "end"; staff: string }>;

/** An entry of the roster, as it stands in the public log. */
export type RosterChange = Readonly<{ seq: number; atMs: number; act: RosterAct; signers: readonly string[] }>;

/** A change that one officer signed and that waits for another. */
export type RosterDraft = Readonly<{
  id: string;
  act: RosterAct;
  atMs: number;
  signers: readonly string[];
  needed: number;
  /** This console's officer may sign it. */
  canSign: boolean;
}>;

export type RosterView = Readonly<{
  operatorName: string;
  waitMs: number;
  members: readonly RosterMember[];
  changes: readonly RosterChange[];
  drafts: readonly RosterDraft[];
}>;

export type EnrolInput = Readonly<{ offer: string; name: string; role: StaffRole; team: string; endMs: number }>;

/** What a pasted offer holds, before anything is signed. */
export type OfferView = Readonly<{ staff: string; name: string; isOnRoster: boolean }>;

/** A demand as the public log counts it from now on; its content stays with the operator. */
export type FiledDemand = Readonly<{ number: string; slot: number; contentHash: string }>;

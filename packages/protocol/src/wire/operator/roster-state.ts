// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who the operator's people are after a number of entries. Immutable: each entry yields a new state. */
import type { Hash, VerifyKey } from "@nightlatch/crypto/keys";
import { formatId, type OperatorId } from "../identifiers.ts";
import type { Staff, StaffId, StaffRole } from "./staff.ts";

export type StaffMember = Staff &
  Readonly<{
    id: StaffId;
    enrolledSeq: number;
    /** Nothing that it signs counts before. */
    worksFromMs: number;
    suspendedSeq?: number;
    endedSeq?: number;
  }>;

export type RosterState = Readonly<{
  operator: OperatorId;
  name: string;
  waitMs: number;
  laneKey: VerifyKey;
  /** Sequence number of the last entry. */
  seq: number;
  head: Hash;
  /** Of the last entry. */
  timeMs: number;
  /** Everyone who is or ever was in, by id (text). */
  staff: ReadonlyMap<string, StaffMember>;
}>;

export const MAX_STAFF = 1024;

export function findStaff({ staff }: RosterState, id: StaffId): StaffMember | undefined {
  return staff.get(formatId(id));
}

/** Whether what this member signs at `atMs` counts. Suspension and end count at once, whatever the time. */
export function isWorking(member: StaffMember, atMs: number): boolean {
  const { suspendedSeq, endedSeq, worksFromMs, endMs } = member;
  return suspendedSeq === undefined && endedSeq === undefined && atMs >= worksFromMs && atMs < endMs;
}

export function staffWorks(roster: RosterState, id: StaffId, atMs: number): boolean {
  const member = findStaff(roster, id);
  return member !== undefined && isWorking(member, atMs);
}

/** Everyone who works at `atMs`, of one role or of all. */
export function workingStaff(roster: RosterState, atMs: number, role?: StaffRole): readonly StaffMember[] {
  const isWanted = (member: StaffMember) => role === undefined || member.role === role;
  return [...roster.staff.values()].filter((member) => isWanted(member) && isWorking(member, atMs));
}

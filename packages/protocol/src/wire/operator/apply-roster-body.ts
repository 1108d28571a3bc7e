// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Judges what a signed roster entry does to the roster (protocol §15.2, rules 7 to 10). */
import type { Hash } from "@nightlatch/crypto/keys";
import { formatId } from "../identifiers.ts";
import type { EndBody, EnrolBody, ExtendBody, FoundBody, RestoreBody, RosterBody, SuspendBody } from "./roster-body.ts";
import type { RosterEntry } from "./roster-entry.ts";
import type { RosterRefusal } from "./roster-refusal.ts";
import { findStaff, MAX_STAFF, workingStaff, type RosterState, type StaffMember } from "./roster-state.ts";
import { hasUsedKeys } from "./staff-key-reuse.ts";
import { staffIdOf, type Staff } from "./staff.ts";

const FEWEST_OFFICERS = 2;

/** Entry 0: officers, who work at once. They compared each other's keys in person; there is nobody to wait for. */
export function foundRoster(entry: RosterEntry, body: FoundBody, head: Hash): RosterState | RosterRefusal {
  const { timeMs } = entry.seen;
  if (body.staff.length < FEWEST_OFFICERS) return "roster.last_officers";
  const { operator, seq } = entry;
  const { name, waitMs, laneKey } = body;
  let state: RosterState = { operator, name, waitMs, laneKey, seq, head, timeMs, staff: new Map() };
  for (const officer of body.staff) {
    const next = withNewcomer(state, officer, seq, timeMs);
    if (typeof next === "string") return next;
    state = next;
  }
  return state;
}

/** What changes a roster that is there. */
export function changeRoster(
  state: RosterState,
  body: Exclude<RosterBody, FoundBody>,
  { seq, seen }: RosterEntry,
): RosterState | RosterRefusal {
  switch (body.type) {
    case "enrol":
      return enrol(state, body, seq, seen.timeMs);
    case "extend":
      return extend(state, body);
    case "suspend":
      return suspend(state, body, seq);
    case "restore":
      return restore(state, body);
    case "end":
      return end(state, body, seq, seen.timeMs);
  }
}

function enrol(state: RosterState, { staff }: EnrolBody, seq: number, timeMs: number): RosterState | RosterRefusal {
  return withNewcomer(state, staff, seq, timeMs + state.waitMs);
}

function extend(state: RosterState, { staff, endMs }: ExtendBody): RosterState | RosterRefusal {
  const member = presentStaff(state, staff);
  if (member === undefined) return "roster.unknown_staff";
  return endMs > member.endMs ? withMember(state, { ...member, endMs }) : "roster.malformed";
}

function suspend(state: RosterState, { staff }: SuspendBody, seq: number): RosterState | RosterRefusal {
  const member = presentStaff(state, staff);
  if (member === undefined) return "roster.unknown_staff";
  if (member.suspendedSeq !== undefined) return "roster.malformed";
  return withMember(state, { ...member, suspendedSeq: seq });
}

function restore(state: RosterState, { staff }: RestoreBody): RosterState | RosterRefusal {
  const member = presentStaff(state, staff);
  if (member === undefined) return "roster.unknown_staff";
  const { suspendedSeq, ...restored } = member;
  return suspendedSeq === undefined ? "roster.malformed" : withMember(state, restored);
}

/** For good. One officer may end others, but never so many that the roster could not be changed any more. */
function end(state: RosterState, { staff }: EndBody, seq: number, timeMs: number): RosterState | RosterRefusal {
  const member = presentStaff(state, staff);
  if (member === undefined) return "roster.unknown_staff";
  const next = withMember(state, { ...member, endedSeq: seq });
  const isEnough = member.role !== "officer" || workingStaff(next, timeMs, "officer").length >= FEWEST_OFFICERS;
  return isEnough ? next : "roster.last_officers";
}

function withNewcomer(
  state: RosterState,
  staff: Staff,
  enrolledSeq: number,
  worksFromMs: number,
): RosterState | RosterRefusal {
  const id = staffIdOf(staff);
  if (state.staff.has(formatId(id))) return "roster.staff_exists";
  if (hasUsedKeys(state.staff.values(), staff)) return "roster.key_reused";
  if (presentCount(state) >= MAX_STAFF) return "roster.too_many_staff";
  if (staff.endMs <= worksFromMs) return "roster.malformed";
  return withMember(state, { ...staff, id, enrolledSeq, worksFromMs });
}

function presentCount({ staff }: RosterState): number {
  return [...staff.values()].filter(({ endedSeq }) => endedSeq === undefined).length;
}

/** Who was ended is not there any more. */
function presentStaff(state: RosterState, id: StaffMember["id"]): StaffMember | undefined {
  const member = findStaff(state, id);
  return member?.endedSeq === undefined ? member : undefined;
}

function withMember(state: RosterState, member: StaffMember): RosterState {
  return { ...state, staff: new Map(state.staff).set(formatId(member.id), member) };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The roster as the screens see it. */
import { assertNever } from "@nightlatch/errors";
import {
  formatId,
  signersNeeded,
  staffIdOf,
  type RosterBody,
  type RosterState,
  type Staff,
  type StaffId,
  type StaffMember,
} from "@nightlatch/protocol/wire";
import type {
  RosterAct,
  RosterChange,
  RosterDraft,
  RosterMember,
  StaffView,
  Standing,
} from "../../vault-client/vault-api.ts";
import type { KnownEntry } from "./roster-book.ts";

export function staffView(staff: Staff): StaffView {
  const { name, role, team, endMs } = staff;
  return { id: formatId(staffIdOf(staff)), name, role, team, endMs };
}

export function standingOf(member: StaffMember, nowMs: number): Standing {
  const { endedSeq, suspendedSeq, worksFromMs, endMs } = member;
  if (endedSeq !== undefined || nowMs >= endMs) return { kind: "ended" };
  if (suspendedSeq !== undefined) return { kind: "suspended" };
  return nowMs < worksFromMs ? { kind: "waiting", worksFromMs } : { kind: "working" };
}

export function memberViews(
  { staff }: RosterState,
  entries: readonly KnownEntry[],
  me: StaffId,
  nowMs: number,
): readonly RosterMember[] {
  return [...staff.values()].map((member) => ({
    ...staffView(member),
    standing: standingOf(member, nowMs),
    isMe: formatId(member.id) === formatId(me),
    enrolledAtMs: entries[member.enrolledSeq]?.entry.seen.timeMs ?? 0,
  }));
}

export function changeViews(entries: readonly KnownEntry[]): readonly RosterChange[] {
  return entries.map(({ entry, signers }) => ({
    seq: entry.seq,
    atMs: entry.seen.timeMs,
    act: actOf(entry.body),
    signers: signers.map(formatId),
  }));
}

export type WaitingDraft = Readonly<{ draft: string; body: RosterBody; atMs: number; signers: readonly string[] }>;

export function draftView({ draft, body, atMs, signers }: WaitingDraft, me: StaffId): RosterDraft {
  const isMine = signers.includes(formatId(me));
  // Nobody signs for their own restoring (protocol §15.2).
  const isAboutMe = body.type === "restore" && formatId(body.staff) === formatId(me);
  return {
    id: draft,
    act: actOf(body),
    atMs,
    signers,
    needed: signersNeeded(body),
    canSign: !isMine && !isAboutMe,
  };
}

export function actOf(body: RosterBody): RosterAct {
  switch (body.type) {
    case "found":
      return { kind: "found", name: body.name, waitMs: body.waitMs, staff: body.staff.map(staffView) };
    case "enrol":
      return { kind: "enrol", staff: staffView(body.staff) };
    case "extend":
      return { kind: "extend", staff: formatId(body.staff), endMs: body.endMs };
    case "suspend":
    case "restore":
    case "end":
      return { kind: body.type, staff: formatId(body.staff) };
    default:
      return assertNever(body);
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Who has to answer an alarm: two supervisors, never the person concerned. Where a desk has fewer, officers stand
 * in. Which two is drawn from the alarm's id, so that nobody can count on being the one who is asked.
 */
import { sha256 } from "@nightlatch/crypto/hash";
import { compareBytes, concatBytes } from "@nightlatch/bytes";
import { workingStaff, type RosterState, type StaffId, type StaffMember } from "@nightlatch/protocol/wire";

export const ALARM_RECIPIENTS = 2;

/** Fewer than two only where fewer than two others work at all. */
export function alarmRecipients(
  roster: RosterState,
  { concerned, alarm, atMs }: Readonly<{ concerned: StaffId; alarm: Uint8Array; atMs: number }>,
): readonly StaffMember[] {
  const others = (role: "supervisor" | "officer") =>
    drawn(
      alarm,
      workingStaff(roster, atMs, role).filter(({ id }) => compareBytes(id, concerned) !== 0),
    );
  return [...others("supervisor"), ...others("officer")].slice(0, ALARM_RECIPIENTS);
}

function drawn(alarm: Uint8Array, staff: readonly StaffMember[]): readonly StaffMember[] {
  const place = ({ id }: StaffMember) => sha256(concatBytes(alarm, id));
  return staff.toSorted((a, b) => compareBytes(place(a), place(b)));
}

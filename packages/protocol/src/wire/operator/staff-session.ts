// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file How a staff device proves itself to the server (protocol §15.5): its session key over the challenge that its
 * WebAuthn credential answers as well. Under a context of its own: it opens no household's session.
 */
import { encodeCbor } from "@nightlatch/bytes";
import { verifySignature } from "@nightlatch/crypto/signature";
import type { OperatorId } from "../identifiers.ts";
import { PROTOCOL_VERSION } from "../protocol-version.ts";
import type { StaffMember } from "./roster-state.ts";
import type { StaffId } from "./staff.ts";

export const STAFF_SESSION_CONTEXT = "staff-session";

export type StaffChallenge = Readonly<{ operator: OperatorId; staff: StaffId; challenge: Uint8Array }>;

export function encodeStaffChallenge({ operator, staff, challenge }: StaffChallenge): Uint8Array {
  return encodeCbor({ v: PROTOCOL_VERSION, operator, staff, challenge });
}

export function isStaffSession(
  { id, keys }: StaffMember,
  { operator, challenge, signature }: Readonly<Omit<StaffChallenge, "staff"> & { signature: Uint8Array }>,
): boolean {
  const bytes = encodeStaffChallenge({ operator, staff: id, challenge });
  return verifySignature(keys.session, STAFF_SESSION_CONTEXT, bytes, signature);
}

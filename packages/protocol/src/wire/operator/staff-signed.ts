// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What one member of the staff signed: believed only of somebody who was at work then, in the right role. */
import { equalBytes } from "@nightlatch/bytes";
import { verifySignature } from "@nightlatch/crypto/signature";
import { ProtocolError } from "../../errors.ts";
import type { OperatorId } from "../identifiers.ts";
import { decodeSigned } from "../signed-bytes.ts";
import { findStaff, isWorking, type RosterState, type StaffMember } from "./roster-state.ts";
import type { StaffId, StaffRole } from "./staff.ts";

/** The largest of them, signed: a request. */
export const MAX_STAFF_STATEMENT_BYTES = 4 * 1024;

/** Everything that staff sign names its operator, its signer and its moment. */
export type StaffStatement = Readonly<{ operator: OperatorId; staff: StaffId; atMs: number }>;

export type StatementKind<T extends StaffStatement> = Readonly<{
  what: string;
  context: string;
  maxBytes: number;
  role: StaffRole;
  /** A receipt stays one when its signer has gone since. */
  outlivesWork?: boolean;
  decode: (bytes: Uint8Array) => T;
}>;

/**
 * `atMs` is the signer's word: whether it is near the true time is for the caller to ask, and whether the signer works
 * now, too (staffWorks).
 * @throws protocol.malformed | bad_version | too_large | bad_signature
 * @throws operator.wrong_operator | unknown_staff | not_allowed | not_working
 */
export function verifyStatement<T extends StaffStatement>(
  signed: Uint8Array,
  { what, context, maxBytes, role, decode, outlivesWork = false }: StatementKind<T>,
  roster: RosterState,
): T {
  const { bytes, signature } = decodeSigned(signed, maxBytes, what);
  const statement = decode(bytes);
  const signer = readSigner(statement, role, roster);
  if (!outlivesWork && !isWorking(signer, statement.atMs)) {
    throw new ProtocolError("operator.not_working", "the staff was not at work then");
  }
  if (!verifySignature(signer.keys.ledger, context, bytes, signature)) {
    throw new ProtocolError("protocol.bad_signature", `the staff did not sign this ${what}`);
  }
  return statement;
}

function readSigner({ operator, staff }: StaffStatement, role: StaffRole, roster: RosterState): StaffMember {
  if (!equalBytes(operator, roster.operator)) {
    throw new ProtocolError("operator.wrong_operator", "made for another operator");
  }
  const member = findStaff(roster, staff);
  if (member === undefined) throw new ProtocolError("operator.unknown_staff", "the roster names no such staff");
  if (member.role !== role) throw new ProtocolError("operator.not_allowed", `only ${role} signs this`);
  return member;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Who must sign a roster entry (protocol §15.2, rules 3 to 6): two officers for whatever widens, one for whatever
 * narrows. One stolen officer's key lets nobody in, and can be put out by any other officer.
 */
import { verifySignature, type VerifyKey } from "@nightlatch/crypto/signature";
import { formatId } from "../identifiers.ts";
import type { RosterBody } from "./roster-body.ts";
import {
  decodeRosterEntry,
  ROSTER_CONTEXT,
  type RosterEntry,
  type SignedRosterEntry,
  type StaffSignature,
} from "./roster-entry.ts";
import type { RosterRefusal } from "./roster-refusal.ts";
import { findStaff, isWorking, type RosterState, type StaffMember } from "./roster-state.ts";
import { staffIdOf, type StaffRole } from "./staff.ts";

/** How many must sign: every founder, two officers, or one. */
export function signersNeeded(body: RosterBody): number {
  if (body.type === "found") return body.staff.length;
  return body.type === "suspend" || body.type === "end" ? 1 : 2;
}

export function wrongSigners(
  state: RosterState | undefined,
  { body, seen }: RosterEntry,
  { bytes, signatures }: SignedRosterEntry,
): RosterRefusal | undefined {
  const signers = signatures.map(({ staff }) => signerIn(state, body, staff));
  const known = signers.filter((signer) => signer !== undefined);
  if (known.length < signers.length) return "roster.unknown_signer";
  if (known.some(({ member }) => member !== undefined && !isWorking(member, seen.timeMs))) return "roster.not_working";
  if (known.some(({ role }) => !maySign(state, role, body))) return "roster.not_allowed";
  const isSigned = signatures.every((one, i) => isSignedBy(known[i]?.key, bytes, one));
  if (!isSigned) return "roster.bad_signature";
  return signatures.length < signersNeeded(body) ? "roster.threshold" : undefined;
}

/**
 * One signature of an entry that still collects them, by somebody who may sign it.
 * @throws protocol.malformed | bad_version | too_large for bytes that are no roster entry
 */
export function isRosterSignature(
  state: RosterState | undefined,
  bytes: Uint8Array,
  signature: StaffSignature,
): boolean {
  const wrong = wrongSigners(state, decodeRosterEntry(bytes), { bytes, signatures: [signature] });
  return wrong === undefined || wrong === "roster.threshold";
}

type Signer = Readonly<{ key: VerifyKey; role: StaffRole; member?: StaffMember }>;

/** `found` introduces its own signers. */
function signerIn(state: RosterState | undefined, body: RosterBody, id: StaffSignature["staff"]): Signer | undefined {
  if (body.type === "found") {
    const founder = body.staff.find((staff) => formatId(staffIdOf(staff)) === formatId(id));
    return founder === undefined ? undefined : { key: founder.keys.ledger, role: founder.role };
  }
  const member = state === undefined ? undefined : findStaff(state, id);
  return member === undefined ? undefined : { key: member.keys.ledger, role: member.role, member };
}

/** Officers all; a supervisor may stop anyone but an officer, at once. */
function maySign(state: RosterState | undefined, role: StaffRole, body: RosterBody): boolean {
  if (role === "officer") return true;
  if (role !== "supervisor" || body.type !== "suspend" || state === undefined) return false;
  return findStaff(state, body.staff)?.role !== "officer";
}

function isSignedBy(key: VerifyKey | undefined, bytes: Uint8Array, { signature }: StaffSignature): boolean {
  return key !== undefined && verifySignature(key, ROSTER_CONTEXT, bytes, signature);
}

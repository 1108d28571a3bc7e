// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A demand by law that reached the operator (protocol §15.3). It can be answered with sealed bytes alone; that it
 * came is counted in public, what it says stays behind a hash.
 */
import { encodeCbor } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import type { OperatorId } from "../identifiers.ts";
import { decodeBounded, MapFields } from "../map-fields.ts";
import { PROTOCOL_VERSION } from "../protocol-version.ts";
import type { RosterState } from "./roster-state.ts";
import { verifyStatement, type StatementKind } from "./staff-signed.ts";
import { readShownText, type StaffId } from "./staff.ts";

export const LEGAL_DEMAND_CONTEXT = "legal-demand";
export const MAX_LEGAL_DEMAND_BYTES = 1024;

export type LegalDemand = Readonly<{
  operator: OperatorId;
  /** An officer. */
  staff: StaffId;
  /** The operator's own, of 1 to 40 characters: not a court's, which could name a person. */
  number: string;
  atMs: number;
  /** Of the demand with a random salt in it: its text can be shown later, and never exchanged. */
  content: Hash;
}>;

export function encodeLegalDemand({ operator, staff, number, atMs, content }: LegalDemand): Uint8Array {
  return encodeCbor({ v: PROTOCOL_VERSION, operator, staff, number, atMs, content });
}

/** @throws protocol.malformed | bad_version | too_large */
export function decodeLegalDemand(bytes: Uint8Array): LegalDemand {
  const keys = ["v", "operator", "staff", "number", "atMs", "content"];
  const fields = new MapFields(decodeBounded(bytes, MAX_LEGAL_DEMAND_BYTES, "legal demand"), keys, "legal demand");
  fields.version();
  return {
    operator: fields.id<OperatorId>("operator"),
    staff: fields.id<StaffId>("staff"),
    number: readShownText(fields, "number"),
    atMs: fields.uint("atMs"),
    content: fields.bytes("content", HASH_BYTES) as Hash,
  };
}

/** @throws those of verifyStatement */
export function verifyLegalDemand(signed: Uint8Array, roster: RosterState): LegalDemand {
  return verifyStatement(signed, KIND, roster);
}

const KIND: StatementKind<LegalDemand> = {
  what: "legal demand",
  context: LEGAL_DEMAND_CONTEXT,
  maxBytes: MAX_LEGAL_DEMAND_BYTES,
  role: "officer",
  decode: decodeLegalDemand,
};

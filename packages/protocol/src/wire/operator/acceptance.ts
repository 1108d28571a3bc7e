// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A member of the support takes a grant up (protocol §15.3). It stands in the public log before any key is
 * sealed: who looked at how much, and what for, is counted by anyone, and whose home it was is told to nobody.
 */
import { encodeCbor } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../../errors.ts";
import type { OperatorId } from "../identifiers.ts";
import { decodeBounded, MapFields } from "../map-fields.ts";
import { PROTOCOL_VERSION } from "../protocol-version.ts";
import { GRANT_KINDS, MAX_GRANT_MINUTES, PURPOSES, type GrantKind, type Purpose } from "./purposes.ts";
import type { RosterState } from "./roster-state.ts";
import { verifyStatement, type StatementKind } from "./staff-signed.ts";
import type { StaffId } from "./staff.ts";

export const ACCEPTANCE_CONTEXT = "acceptance";
export const MAX_ACCEPTANCE_BYTES = 1024;

export type Acceptance = Readonly<{
  operator: OperatorId;
  staff: StaffId;
  /** Head of a household's ledger: with its entry's random nonce it tells nobody whose. */
  grant: Hash;
  purpose: Purpose;
  kind: GrantKind;
  minutes: number;
  atMs: number;
}>;

/** How a `release` names it. */
export function acceptanceHash(signed: Uint8Array): Hash {
  return labelledHash("acceptance", signed);
}

export function encodeAcceptance(acceptance: Acceptance): Uint8Array {
  const { operator, staff, grant, purpose, kind, minutes, atMs } = acceptance;
  return encodeCbor({ v: PROTOCOL_VERSION, operator, staff, grant, purpose, kind, minutes, atMs });
}

/** @throws protocol.malformed | bad_version | too_large */
export function decodeAcceptance(bytes: Uint8Array): Acceptance {
  const keys = ["v", "operator", "staff", "grant", "purpose", "kind", "minutes", "atMs"];
  const fields = new MapFields(decodeBounded(bytes, MAX_ACCEPTANCE_BYTES, "acceptance"), keys, "acceptance");
  fields.version();
  const kind = fields.word("kind", GRANT_KINDS);
  return {
    operator: fields.id<OperatorId>("operator"),
    staff: fields.id<StaffId>("staff"),
    grant: fields.bytes("grant", HASH_BYTES) as Hash,
    purpose: fields.word("purpose", PURPOSES),
    kind,
    minutes: readMinutes(fields, kind),
    atMs: fields.uint("atMs"),
  };
}

/** @throws those of verifyStatement */
export function verifyAcceptance(signed: Uint8Array, roster: RosterState): Acceptance {
  return verifyStatement(signed, KIND, roster);
}

/** From 1 up to what this kind of grant may last. */
export function readMinutes(fields: MapFields, kind: GrantKind): number {
  const minutes = fields.uint("minutes");
  if (minutes < 1 || minutes > MAX_GRANT_MINUTES[kind]) {
    throw new ProtocolError("protocol.malformed", `${kind} are granted for 1 to ${MAX_GRANT_MINUTES[kind]} minutes`);
  }
  return minutes;
}

const KIND: StatementKind<Acceptance> = {
  what: "acceptance",
  context: ACCEPTANCE_CONTEXT,
  maxBytes: MAX_ACCEPTANCE_BYTES,
  role: "support",
  decode: decodeAcceptance,
};

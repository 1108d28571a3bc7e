// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Signed by staff for each clip before a byte of it is served (protocol §17.5): a server that shows the household
 * fewer receipts than it served clips can be caught by any it forgot; one that it makes up, nobody signed.
 */
import { encodeCbor } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import type { ClipId, OperatorId } from "../identifiers.ts";
import { decodeBounded, MapFields } from "../map-fields.ts";
import { PROTOCOL_VERSION } from "../protocol-version.ts";
import type { RosterState } from "./roster-state.ts";
import { verifyStatement, type StatementKind } from "./staff-signed.ts";
import type { StaffId } from "./staff.ts";

export const FETCH_CONTEXT = "fetch";
export const MAX_FETCH_BYTES = 1024;

export type FetchReceipt = Readonly<{ operator: OperatorId; grant: Hash; staff: StaffId; clip: ClipId; atMs: number }>;

export function encodeFetchReceipt({ operator, grant, staff, clip, atMs }: FetchReceipt): Uint8Array {
  return encodeCbor({ v: PROTOCOL_VERSION, operator, grant, staff, clip, atMs });
}

/** @throws protocol.malformed | bad_version | too_large */
export function decodeFetchReceipt(bytes: Uint8Array): FetchReceipt {
  const keys = ["v", "operator", "grant", "staff", "clip", "atMs"];
  const fields = new MapFields(decodeBounded(bytes, MAX_FETCH_BYTES, "fetch receipt"), keys, "fetch receipt");
  fields.version();
  return {
    operator: fields.id<OperatorId>("operator"),
    grant: fields.bytes("grant", HASH_BYTES) as Hash,
    staff: fields.id<StaffId>("staff"),
    clip: fields.id<ClipId>("clip"),
    atMs: fields.uint("atMs"),
  };
}

/** @throws those of verifyStatement */
export function verifyFetchReceipt(signed: Uint8Array, roster: RosterState): FetchReceipt {
  return verifyStatement(signed, KIND, roster);
}

const KIND: StatementKind<FetchReceipt> = {
  what: "fetch receipt",
  context: FETCH_CONTEXT,
  maxBytes: MAX_FETCH_BYTES,
  role: "support",
  outlivesWork: true,
  decode: decodeFetchReceipt,
};

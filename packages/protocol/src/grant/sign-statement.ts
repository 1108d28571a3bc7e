// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a member of the staff signs alone, each in a context of its own (protocol §15.3, §16.3, §17.5). */
import {
  ACCEPTANCE_CONTEXT,
  encodeAcceptance,
  encodeAccessRequest,
  encodeFetchReceipt,
  encodeLegalDemand,
  encodeSigned,
  FETCH_CONTEXT,
  LEGAL_DEMAND_CONTEXT,
  REQUEST_CONTEXT,
  type Acceptance,
  type AccessRequest,
  type FetchReceipt,
  type LegalDemand,
} from "../wire/index.ts";
import type { StaffSecrets } from "./staff-secrets.ts";

type Unsigned<T> = Omit<T, "staff">;

export function signAcceptance(staff: StaffSecrets, acceptance: Unsigned<Acceptance>): Promise<Uint8Array> {
  return sign(staff, ACCEPTANCE_CONTEXT, encodeAcceptance({ ...acceptance, staff: staff.id }));
}

export function signAccessRequest(staff: StaffSecrets, request: Unsigned<AccessRequest>): Promise<Uint8Array> {
  return sign(staff, REQUEST_CONTEXT, encodeAccessRequest({ ...request, staff: staff.id }));
}

export function signFetchReceipt(staff: StaffSecrets, receipt: Unsigned<FetchReceipt>): Promise<Uint8Array> {
  return sign(staff, FETCH_CONTEXT, encodeFetchReceipt({ ...receipt, staff: staff.id }));
}

export function signLegalDemand(staff: StaffSecrets, demand: Unsigned<LegalDemand>): Promise<Uint8Array> {
  return sign(staff, LEGAL_DEMAND_CONTEXT, encodeLegalDemand({ ...demand, staff: staff.id }));
}

async function sign({ ledger }: StaffSecrets, context: string, bytes: Uint8Array): Promise<Uint8Array> {
  return encodeSigned({ bytes, signature: await ledger.sign(context, bytes) });
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One step in the operator's history (protocol §15.2), a chain like a household's ledger, but signed by several.
 * Encoder and decoder are twins: same order, same names.
 */
import { compareBytes, encodeCbor, type CborValue } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import { HASH_BYTES, SIGNATURE_BYTES, type Hash, type Signature } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../../errors.ts";
import { idFromBytes, type OperatorId } from "../identifiers.ts";
import { decodeSeen, type SeenLog } from "../ledger-entry.ts";
import { decodeBounded, MapFields, readArray, readBytes } from "../map-fields.ts";
import { PROTOCOL_VERSION } from "../protocol-version.ts";
import { decodeRosterBody, encodeRosterBody, type RosterBody } from "./roster-body.ts";
import type { StaffId } from "./staff.ts";

export const ROSTER_CONTEXT = "roster-entry";
/** The largest `found`, with 16 officers, is a little smaller. */
export const MAX_ROSTER_ENTRY_BYTES = 64 * 1024;
export const MAX_ROSTER_SIGNATURES = 16;
const NONCE_BYTES = 16;

export type RosterEntry = Readonly<{
  operator: OperatorId;
  seq: number;
  /** Head before; 32 zero bytes at seq 0. */
  prev: Hash;
  /** The largest public log that whoever drafted it had seen. */
  seen: SeenLog;
  nonce: Uint8Array;
  body: RosterBody;
}>;

export type StaffSignature = Readonly<{ staff: StaffId; signature: Signature }>;
export type SignedRosterEntry = Readonly<{ bytes: Uint8Array; signatures: readonly StaffSignature[] }>;

/** The hash that the next entry's `prev` names: over the signed form. */
export function rosterHeadOf(signed: Uint8Array): Hash {
  return labelledHash("roster-head", signed);
}

/** The bytes that each signer signs. */
export function encodeRosterEntry(entry: RosterEntry): Uint8Array {
  const { operator, seq, prev, body, seen, nonce } = entry;
  const { size, root, timeMs } = seen;
  return encodeCbor({
    v: PROTOCOL_VERSION,
    operator,
    seq,
    prev,
    type: body.type,
    body: encodeRosterBody(body),
    seen: { size, root, timeMs },
    nonce,
  });
}

/** @throws protocol.malformed | protocol.bad_version | protocol.too_large */
export function decodeRosterEntry(bytes: Uint8Array): RosterEntry {
  const value = decodeBounded(bytes, MAX_ROSTER_ENTRY_BYTES, "roster entry");
  const keys = ["v", "operator", "seq", "prev", "type", "body", "seen", "nonce"];
  const fields = new MapFields(value, keys, "roster entry");
  fields.version();
  return {
    operator: fields.id<OperatorId>("operator"),
    seq: fields.uint("seq"),
    prev: fields.bytes("prev", HASH_BYTES) as Hash,
    seen: decodeSeen(fields.value("seen"), "roster entry.seen"),
    nonce: fields.bytes("nonce", NONCE_BYTES),
    body: decodeRosterBody(fields.text("type"), fields.value("body")),
  };
}

/** The same bytes whatever order the signatures come in: two forms of one entry would be two heads. */
export function encodeSignedRosterEntry({ bytes, signatures }: SignedRosterEntry): Uint8Array {
  const sorted = [...signatures].sort((a, b) => compareBytes(a.staff, b.staff));
  return encodeCbor([bytes, sorted.map(({ staff, signature }) => [staff, signature])]);
}

/** @throws protocol.malformed | protocol.too_large */
export function decodeSignedRosterEntry(signed: Uint8Array): SignedRosterEntry {
  const what = "signed roster entry";
  const [bytes, list] = readArray(decodeBounded(signed, MAX_ROSTER_ENTRY_BYTES, what), what, 2);
  const signatures = readArray(list, what).map(decodeSignature);
  if (signatures.length === 0 || signatures.length > MAX_ROSTER_SIGNATURES || !ascend(signatures)) {
    throw new ProtocolError("protocol.malformed", "a roster entry has 1 to 16 signatures, in order");
  }
  return { bytes: readBytes(bytes, what), signatures };
}

function decodeSignature(value: CborValue): StaffSignature {
  const [staff, signature] = readArray(value, "roster signature", 2);
  return {
    staff: idFromBytes<StaffId>(readBytes(staff, "roster signer")),
    signature: readBytes(signature, "roster signature", SIGNATURE_BYTES) as Signature,
  };
}

function ascend(signatures: readonly StaffSignature[]): boolean {
  return signatures.every(({ staff }, i) => {
    const before = signatures[i - 1];
    return before === undefined || compareBytes(before.staff, staff) < 0;
  });
}

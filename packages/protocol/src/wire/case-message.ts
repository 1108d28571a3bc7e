// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One message of a case (protocol §16.2), as it is inside its sealed form. Staff sign theirs; a household's words
 * carry no signature, so that staff learn no device's key: that its writer had the case's key is all there is.
 */
import { encodeCbor, type CborValue } from "@nightlatch/bytes";
import { SIGNATURE_BYTES, type Signature } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import { decodeCaseBody, encodeCaseBody, type CaseBody } from "./case-body.ts";
import { MAX_CASE_PLAIN_BYTES } from "./case-sizes.ts";
import { idFromBytes, type CaseId } from "./identifiers.ts";
import { decodeBounded, MapFields, readArray, readBytes } from "./map-fields.ts";
import type { StaffId } from "./operator/staff.ts";
import { PROTOCOL_VERSION } from "./protocol-version.ts";

export const CASE_MESSAGE_CONTEXT = "case-message";

export type CaseWriter = Readonly<{ kind: "household" }> | Readonly<{ kind: "staff"; staff: StaffId }>;

export type CaseMessage = Readonly<{
  case: CaseId;
  /** Counts the case's messages from 0. */
  n: number;
  from: CaseWriter;
  atMs: number;
  body: CaseBody;
}>;

/** `signature` is absent of a household's message, and of no other. */
export type SignedCaseMessage = Readonly<{ bytes: Uint8Array; message: CaseMessage; signature?: Signature }>;

const HOUSEHOLD = 0;
const STAFF = 1;

/** The bytes that staff sign. @throws protocol.not_allowed for a body that is not this writer's to send */
export function encodeCaseMessage(message: CaseMessage): Uint8Array {
  const { n, from, atMs, body } = message;
  assertMayWrite(from, body);
  const writer = from.kind === "household" ? [HOUSEHOLD] : [STAFF, from.staff];
  return encodeCbor({ v: PROTOCOL_VERSION, case: message.case, n, from: writer, atMs, body: encodeCaseBody(body) });
}

/** What is sealed. @throws protocol.too_large */
export function encodeSignedCaseMessage(bytes: Uint8Array, signature: Signature | undefined): Uint8Array {
  const plain = encodeCbor([bytes, signature ?? new Uint8Array(0)]);
  if (plain.length > MAX_CASE_PLAIN_BYTES) throw new ProtocolError("protocol.too_large", "a message over 16 KiB");
  return plain;
}

/** Checks the layout and that its writer may send such a body; its place and signature are the opener's to check. */
export function decodeSignedCaseMessage(plain: Uint8Array): SignedCaseMessage {
  const what = "case message";
  const [inner, seal] = readArray(decodeBounded(plain, MAX_CASE_PLAIN_BYTES, what), what, 2);
  const [bytes, signature] = [readBytes(inner, what), readBytes(seal, `${what} signature`)];
  const message = decodeCaseMessage(bytes);
  const isSigned = message.from.kind === "staff";
  if (signature.length !== (isSigned ? SIGNATURE_BYTES : 0)) {
    throw new ProtocolError("protocol.malformed", "staff sign their messages, a household does not");
  }
  return { bytes, message, ...(isSigned ? { signature: signature as Signature } : {}) };
}

function decodeCaseMessage(bytes: Uint8Array): CaseMessage {
  const value = decodeBounded(bytes, MAX_CASE_PLAIN_BYTES, "case message");
  const fields = new MapFields(value, ["v", "case", "n", "from", "atMs", "body"], "case message");
  fields.version();
  const message = {
    case: fields.id<CaseId>("case"),
    n: fields.uint("n"),
    from: decodeWriter(fields.value("from")),
    atMs: fields.uint("atMs"),
    body: decodeCaseBody(fields.value("body")),
  };
  assertMayWrite(message.from, message.body);
  return message;
}

function decodeWriter(value: CborValue): CaseWriter {
  const [kind, staff, ...more] = readArray(value, "case message writer");
  if (kind === HOUSEHOLD && staff === undefined) return { kind: "household" };
  if (kind === STAFF && more.length === 0) {
    return { kind: "staff", staff: idFromBytes<StaffId>(readBytes(staff, "case message writer")) };
  }
  throw new ProtocolError("protocol.malformed", "an unknown kind of writer");
}

/** Staff ask, the household answers, and only it knows how its hub is. */
function assertMayWrite(from: CaseWriter, { kind }: CaseBody): void {
  const isOwn = from.kind === "staff" ? kind !== "health" && kind !== "answer" : kind !== "request";
  if (!isOwn) throw new ProtocolError("protocol.not_allowed", `a ${from.kind}'s message is no ${kind}`);
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A case's key and what it seals (protocol §16.1): the same for the household and for the staff that hold it, so it
 * stands beside the rooms. The server that keeps the messages never has it.
 */
import { concatBytes, equalBytes, type Brand } from "@nightlatch/bytes";
import { importAeadKey, NONCE_BYTES, openAead, sealAead, type AeadKey } from "@nightlatch/crypto/aead";
import { hpkeSeal, type HpkeInfo } from "@nightlatch/crypto/hpke";
import { deriveKey } from "@nightlatch/crypto/kdf";
import { SEED_BYTES, type HpkePublicKey, type Signature } from "@nightlatch/crypto/keys";
import type { RandomSource } from "@nightlatch/crypto/random";
import { verifySignature } from "@nightlatch/crypto/signature";
import { ProtocolError } from "./errors.ts";
import { padContent, unpadContent } from "./record-padding.ts";
import {
  CASE_MESSAGE_CONTEXT,
  decodeSignedCaseMessage,
  encodeSignedCaseMessage,
  findStaff,
  MAX_CASE_MESSAGE_BYTES,
  type CaseId,
  type CaseMessage,
  type RosterState,
  type SignedCaseMessage,
  type StaffId,
} from "./wire/index.ts";
import { encodeUint32 } from "./wire/uint32.ts";

/** 32 random bytes: opens and writes all messages of one case. */
export type CaseKey = Brand<Uint8Array, "CaseKey">;

/** Where a message stands; the roster tells who its writer is. */
export type CasePlace = Readonly<{ case: CaseId; n: number }>;

/** Seals a case's key to one staff device. */
export function sealCaseKeyFor(
  key: CaseKey,
  caseId: CaseId,
  to: Readonly<{ id: StaffId; keys: Readonly<{ hpke: HpkePublicKey }> }>,
): Promise<Uint8Array> {
  return hpkeSeal(to.keys.hpke, caseKeyInfo(caseId, to.id), key);
}

export function caseKeyInfo(caseId: CaseId, staff: StaffId): HpkeInfo {
  return { label: "case-key", context: concatBytes(caseId, staff) };
}

/** nonce ‖ ciphertext. @throws protocol.too_large */
export async function sealCaseMessage(
  key: CaseKey,
  place: CasePlace,
  { bytes, signature }: Readonly<{ bytes: Uint8Array; signature?: Signature }>,
  random: RandomSource,
): Promise<Uint8Array> {
  const plain = padContent(encodeSignedCaseMessage(bytes, signature));
  const nonce = random(NONCE_BYTES);
  return concatBytes(nonce, await sealAead(await messageKey(key, place.case), nonce, messageAad(place), plain));
}

/**
 * The message at this place. Of staff, only what they signed; of the household, whatever had the key.
 * @throws crypto.open_failed | protocol.malformed | bad_version | too_large | not_allowed | bad_signature
 * @throws operator.unknown_staff
 */
export async function openCaseMessage(
  key: CaseKey,
  place: CasePlace & Readonly<{ roster: RosterState }>,
  sealed: Uint8Array,
): Promise<CaseMessage> {
  if (sealed.length > MAX_CASE_MESSAGE_BYTES)
    throw new ProtocolError("protocol.too_large", "a case message over 16 KiB");
  const [nonce, ciphertext] = [sealed.subarray(0, NONCE_BYTES), sealed.subarray(NONCE_BYTES)];
  const padded = await openAead(await messageKey(key, place.case), nonce, messageAad(place), ciphertext);
  const signed = decodeSignedCaseMessage(unpadContent(padded));
  const { message } = signed;
  if (!equalBytes(message.case, place.case) || message.n !== place.n) {
    throw new ProtocolError("protocol.malformed", "the message says that it belongs to another place");
  }
  assertSigned(signed, place.roster);
  return message;
}

function assertSigned({ bytes, message, signature }: SignedCaseMessage, roster: RosterState): void {
  if (message.from.kind === "household" || signature === undefined) return;
  const writer = findStaff(roster, message.from.staff);
  if (writer === undefined) throw new ProtocolError("operator.unknown_staff", "the roster names no such staff");
  // Whoever holds the case's key could write in a colleague's name, but for this.
  if (!verifySignature(writer.keys.ledger, CASE_MESSAGE_CONTEXT, bytes, signature)) {
    throw new ProtocolError("protocol.bad_signature", "the staff did not sign this message");
  }
}

function messageKey(key: CaseKey, caseId: CaseId): Promise<AeadKey> {
  return importAeadKey(deriveKey(key, "case-message", caseId, SEED_BYTES));
}

function messageAad({ case: caseId, n }: CasePlace): Uint8Array {
  return concatBytes(caseId, encodeUint32(n));
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A staff device at a case that was sealed to it (protocol §16): opens its key, writes under its own name. */
import { hpkeOpen } from "@nightlatch/crypto/hpke";
import { SEED_BYTES } from "@nightlatch/crypto/keys";
import type { RandomSource } from "@nightlatch/crypto/random";
import { caseKeyInfo, sealCaseMessage, type CaseKey } from "../case-key.ts";
import { ProtocolError } from "../errors.ts";
import { CASE_MESSAGE_CONTEXT, encodeCaseMessage, type CaseId, type CaseMessage } from "../wire/index.ts";
import type { StaffSecrets } from "./staff-secrets.ts";

/** @throws crypto.open_failed when the box is for another device or case | protocol.malformed */
export async function openCaseKey(
  { id, hpkePrivate }: StaffSecrets,
  caseId: CaseId,
  box: Uint8Array,
): Promise<CaseKey> {
  const key = await hpkeOpen(hpkePrivate, caseKeyInfo(caseId, id), box);
  if (key.length !== SEED_BYTES) throw new ProtocolError("protocol.malformed", "a case's key has 32 bytes");
  return key as CaseKey;
}

/** @throws protocol.too_large | protocol.not_allowed */
export async function sealStaffMessage(
  { id, ledger }: StaffSecrets,
  key: CaseKey,
  message: Omit<CaseMessage, "from">,
  random: RandomSource,
): Promise<Uint8Array> {
  const bytes = encodeCaseMessage({ ...message, from: { kind: "staff", staff: id } });
  return sealCaseMessage(key, message, { bytes, signature: await ledger.sign(CASE_MESSAGE_CONTEXT, bytes) }, random);
}

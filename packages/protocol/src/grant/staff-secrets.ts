// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A staff device's own keys, from one 32-byte seed, and its proof to the server (protocol §15.1, §15.5). */
import type { Signature } from "@nightlatch/crypto/signature";
import { keysFromSeed, type SeededKeys } from "../device-seed.ts";
import { encodeStaffChallenge, STAFF_SESSION_CONTEXT, type OperatorId } from "../wire/index.ts";

export type StaffSecrets = SeededKeys;

/** @throws crypto.bad_key unless `seed` is 32 bytes */
export function staffFromSeed(seed: Uint8Array): Promise<StaffSecrets> {
  return keysFromSeed(seed);
}

/** Answers a server's challenge, beside the person's own answer by WebAuthn. */
export function proveStaffSession(
  { id, session }: StaffSecrets,
  operator: OperatorId,
  challenge: Uint8Array,
): Promise<Signature> {
  return session.sign(STAFF_SESSION_CONTEXT, encodeStaffChallenge({ operator, staff: id, challenge }));
}

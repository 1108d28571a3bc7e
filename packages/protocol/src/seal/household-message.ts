// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a household writes into a support case (protocol §16): sealed, and without a name of its own. */
import { SEED_BYTES } from "@nightlatch/crypto/keys";
import type { RandomSource } from "@nightlatch/crypto/random";
import { sealCaseMessage, type CaseKey } from "../case-key.ts";
import { encodeCaseMessage, type CaseMessage } from "../wire/index.ts";

export type HouseholdMessage = Omit<CaseMessage, "from">;

/** Of a new case. It goes into the household's `case` record, and to each working staff device of the team. */
export function createCaseKey(random: RandomSource): CaseKey {
  return random(SEED_BYTES) as Uint8Array as CaseKey;
}

/** @throws protocol.too_large | protocol.not_allowed */
export function sealHouseholdMessage(
  key: CaseKey,
  message: HouseholdMessage,
  random: RandomSource,
): Promise<Uint8Array> {
  const bytes = encodeCaseMessage({ ...message, from: { kind: "household" } });
  return sealCaseMessage(key, message, { bytes }, random);
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The key of the operator's lane in the public log (protocol §15.3). It publishes, and makes nothing valid: with it
 * alone nobody gets into the roster, and no grant counts as accepted.
 */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import type { RandomSource } from "@nightlatch/crypto/random";
import { signerFromSeed, type Signer } from "@nightlatch/crypto/signature";
import { NightlatchError } from "@nightlatch/errors";
import { readSecretFile, writeSecretFile } from "./secret-file.ts";

const SEED_BYTES = 32;

/** A new one at the first start. @throws config.log_contradicts when there are items and their key is gone or damaged */
export async function readOrCreateOperatorSigner(path: string, isUsed: boolean, random: RandomSource): Promise<Signer> {
  const stored = await readSecretFile(path);
  if (stored !== undefined) return signerOf(stored);
  if (isUsed) throw lostOperatorKey("there is a roster, and the key of its lane is missing");
  const seed = random(SEED_BYTES);
  await writeSecretFile(path, `${encodeBase64url(seed)}\n`);
  return signerFromSeed(seed);
}

export function lostOperatorKey(message: string, cause?: unknown): NightlatchError<"config.log_contradicts"> {
  return new NightlatchError("config.log_contradicts", message, {
    cause,
    advice: "Bring operator.key back from the backup. Households have pinned it; see docs/operations/support-desk.md.",
  });
}

function signerOf(text: string): Signer {
  try {
    return signerFromSeed(decodeBase64url(text.trimEnd()));
  } catch (cause) {
    throw lostOperatorKey("the file operator.key is damaged", cause);
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The paper key's seed, from its 24 words or from two of its three shares. The caller wipes it. */
import { joinPaperShares, parsePaperShare, seedFromPhrase } from "@nightlatch/protocol/keys";
import type { RecoverySecret } from "../../vault-client/vault-api.ts";

/** @throws crypto.bad_phrase | protocol.bad_share */
export async function recoverySeed(secret: RecoverySecret): Promise<Uint8Array> {
  if (secret.kind === "phrase") return seedFromPhrase(secret.phrase);
  const [first, second] = secret.shares;
  return joinPaperShares(parsePaperShare(first), parsePaperShare(second));
}

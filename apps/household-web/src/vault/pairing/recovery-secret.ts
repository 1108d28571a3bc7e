// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The paper key's seed, from its 24 words or from two of its three shares. The caller wipes it. Whoever types
 * shares has lost every device and gets no second opinion: a refusal says which share, and what is wrong with it.
 */
import { equalBytes } from "@nightlatch/bytes";
import { hasCode, NightlatchError } from "@nightlatch/errors";
import { joinPaperShares, parsePaperShare, seedFromPhrase, type PaperShare } from "@nightlatch/protocol/keys";
import type { RecoverySecret } from "../../vault-client/vault-api.ts";

/** @throws crypto.bad_phrase | vault.share_mistyped | share_twice | shares_of_two_keys | shares_mixed */
export async function recoverySeed(secret: RecoverySecret): Promise<Uint8Array> {
  if (secret.kind === "phrase") return seedFromPhrase(secret.phrase);
  const first = readShare(secret.shares[0], "first");
  const second = readShare(secret.shares[1], "second");
  if (!equalBytes(first.paper, second.paper)) throw ofTwoKeys();
  if (equalBytes(first.share, second.share)) throw twice();
  try {
    return await joinPaperShares(first, second);
  } catch (error) {
    throw hasCode(error, "protocol.bad_share") ? mixed(error) : error;
  }
}

function readShare(text: string, which: "first" | "second"): PaperShare {
  try {
    return parsePaperShare(text);
  } catch (cause) {
    if (!hasCode(cause, "protocol.bad_share")) throw cause;
    throw new NightlatchError("vault.share_mistyped", `the ${which} share's checksum does not hold`, {
      advice: `There is a mistake in the ${which} part. Compare it with the paper or file, letter by letter.`,
      cause,
    });
  }
}

function ofTwoKeys(): NightlatchError {
  return new NightlatchError("vault.shares_of_two_keys", "shares of two paper keys", {
    advice: "These two parts are of two different paper keys. Look for parts with the same date.",
  });
}

function twice(): NightlatchError {
  return new NightlatchError("vault.share_twice", "one share, twice", {
    advice: "This is the same part twice. You need two different ones of the three.",
  });
}

function mixed(cause: unknown): NightlatchError {
  return new NightlatchError("vault.shares_mixed", "shares of two splits of one paper key", {
    advice: "These two parts were not made together, so they do not fit. Look for parts with the same date.",
    cause,
  });
}

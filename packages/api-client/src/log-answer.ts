// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The server's answer about the public log as bytes. Nothing of it is believed before protocol/log judged it. */
import type { CallOutput, ROUTES } from "@nightlatch/api-contract";
import { decodeBase64url } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import type { LogAnswer } from "@nightlatch/protocol/log";

export function logAnswerOf({ checkpoint, consistency, leaf }: CallOutput<(typeof ROUTES)["readLogProof"]>): LogAnswer {
  return {
    checkpoint: decodeBase64url(checkpoint),
    consistency: consistency.map(decodeHash),
    ...(leaf === undefined
      ? {}
      : {
          leaf: {
            leaf: decodeBase64url(leaf.leaf),
            salt: decodeBase64url(leaf.salt),
            seq: leaf.seq,
            index: leaf.index,
            inclusion: leaf.inclusion.map(decodeHash),
          },
        }),
  };
}

/** The contract has measured it. */
function decodeHash(text: string): Hash {
  return decodeBase64url(text) as Hash;
}

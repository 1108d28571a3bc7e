// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What can go wrong here. Opening fails with one code and no detail, on purpose: a reason would tell an
 * attacker which of key, nonce, label or bytes was right.
 */
import { NightlatchError, type ErrorOptionsWithAdvice } from "@nightlatch/errors";

export type CryptoErrorCode =
  | "crypto.open_failed" // a sealed thing did not open under this key and context
  | "crypto.bad_key" // bytes that are no acceptable key of the named kind
  | "crypto.bad_phrase" // words that are no valid 24-word phrase
  | "crypto.bad_share" // shares of a secret that do not fit together
  | "crypto.bad_nonce"; // a nonce of another length than 96 bits

export class CryptoError extends NightlatchError<CryptoErrorCode> {
  constructor(code: CryptoErrorCode, message: string, options?: ErrorOptionsWithAdvice) {
    super(code, message, options);
    this.name = "CryptoError";
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Refusals of structures other than ledger entries (those are values: wire/ledger-refusal.ts).
 */
import { NightlatchError, type ErrorOptionsWithAdvice } from "@nightlatch/errors";

export type ProtocolErrorCode =
  | "protocol.malformed" // not the layout that docs/protocol.md gives
  | "protocol.bad_version" // a version or suite that this release does not speak
  | "protocol.too_large" // over a maximum of size-limits.ts
  | "protocol.bad_signature" // the named signer did not sign these bytes
  | "protocol.wrong_household" // made for another household
  | "protocol.unknown_device" // the ledger names no such active device
  | "protocol.not_allowed" // the device's role may not make this
  | "protocol.unknown_epoch" // sealed under an epoch that this device has no key for
  | "protocol.wrong_key" // a key that does not match its public half or its commitment
  | "protocol.bad_link" // a pairing link that is incomplete or mistyped
  | "pairing.mismatch"; // the other side of a pairing is not who the link promised

export class ProtocolError extends NightlatchError<ProtocolErrorCode> {
  constructor(code: ProtocolErrorCode, message: string, options?: ErrorOptionsWithAdvice) {
    super(code, message, options);
    this.name = "ProtocolError";
  }
}

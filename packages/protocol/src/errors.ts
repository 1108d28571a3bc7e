// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Refusals of structures other than ledger entries (those are values: wire/ledger-refusal.ts).
 */
import { NightlatchError, type ErrorOptionsWithAdvice } from "@nightlatch/errors";
import type { LedgerRefusal } from "./wire/ledger-refusal.ts";

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
  | "protocol.stale_epoch" // sealed to an epoch after the household ended it
  | "protocol.bad_share" // not two shares of one paper key
  | "protocol.bad_link" // a pairing link that is incomplete or mistyped
  | "operator.wrong_operator" // made for another operator
  | "operator.unknown_staff" // the roster names no such staff
  | "operator.not_working" // suspended, ended, or not at work at that time
  | "operator.not_allowed" // the role may not sign this
  | "pairing.mismatch"; // the other side of a pairing is not who the link promised

export class ProtocolError extends NightlatchError<ProtocolErrorCode> {
  constructor(code: ProtocolErrorCode, message: string, options?: ErrorOptionsWithAdvice) {
    super(code, message, options);
    this.name = "ProtocolError";
  }
}

/** What a person can do about a refusal; the others are not for people to mend. */
const LEDGER_ADVICE: Readonly<Partial<Record<LedgerRefusal, string>>> = {
  "ledger.not_allowed": "Ask someone with an owner's device to do this.",
  "ledger.device_exists": "This device was in the household before. Start it anew, then pair it again.",
  "ledger.too_many_devices": "Remove devices that you no longer use, then try again.",
  "ledger.last_owner": "This is the last device that can manage your household. Add another owner first.",
  "ledger.rotation_due": "Someone left. Keys are being changed: try again in a moment.",
  "ledger.bad_policy": "The settings of your server's public log are not readable. Ask whoever runs the server.",
  "ledger.unknown_proposal": "This request was answered already. Reload the list.",
  "ledger.too_early": "Recovery waits one day, so that the others can object. Come back later.",
  "ledger.unknown_grant": "This access has ended already.",
  "ledger.grant_expired": "This access has ended. Support has to ask again.",
};

/** This device would sign what nobody takes in: refused before it is sent. */
export class LedgerError extends NightlatchError<LedgerRefusal> {
  constructor(code: LedgerRefusal) {
    const advice = LEDGER_ADVICE[code] ?? "Reload, and try again.";
    super(code, `this entry would be refused: ${code}`, { advice });
    this.name = "LedgerError";
  }
}

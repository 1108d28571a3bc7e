// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The hub's own codes. Cameras, decoder, protocol and client have theirs. */
import { NightlatchError, type ErrorOptionsWithAdvice } from "@nightlatch/errors";

export type HubErrorCode =
  | "hub.bad_config" // a setting that makes no sense
  | "hub.bad_seed_file" // the key file is damaged, or others may read it
  | "hub.passphrase_needed" // the key file is sealed and no passphrase was given
  | "hub.wrong_passphrase" // the passphrase does not open the key file
  | "hub.data_in_use" // another hub runs on the same folder
  | "hub.data_unreadable" // the folder or its index cannot be used
  | "hub.clip_damaged" // a clip's file does not hold what was recorded
  | "hub.clip_unreadable" // a clip's file cannot be read now
  | "hub.diary_conflict" // the server's copy of a camera's diary goes on from another item
  | "hub.not_in_household" // the pairing answer names a household that does not list this hub
  | "hub.wrong_household" // the server shows another household than the one that paired
  | "ledger.too_early" // a paper key's takeover that no honest server can show
  | "ledger.rollback" // the server shows less history than this hub saw before
  | "ledger.fork"; // the server shows another history than this hub saw before

export class HubError extends NightlatchError<HubErrorCode> {
  constructor(code: HubErrorCode, message: string, options?: ErrorOptionsWithAdvice) {
    super(code, message, options);
    this.name = "HubError";
  }
}

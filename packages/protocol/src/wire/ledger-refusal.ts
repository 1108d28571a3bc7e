// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Why a ledger entry is refused: closed codes, the same in server, hub, browser and auditor. */

export const LEDGER_REFUSALS = [
  "ledger.malformed", // not the layout of protocol §4
  "ledger.bad_version", // another protocol version
  "ledger.wrong_lane", // another household's entry
  "ledger.wrong_sequence", // not the next number
  "ledger.fork", // names another entry before it than the one seen here
  "ledger.unknown_actor", // signed by a device that is not, or no longer, in the household
  "ledger.not_allowed", // the actor's role may not do this
  "ledger.bad_signature", // the actor did not sign these bytes
  "ledger.device_exists", // this device is or was in the household
  "ledger.too_many_devices", // the household is full: nobody could be put out any more
  "ledger.key_reused", // one of the keys belongs to another device, or was there before
  "ledger.unknown_device", // names a device that is not in the household
  "ledger.unknown_group", // names a group that does not exist
  "ledger.last_owner", // would leave nobody who can manage the household
  "ledger.rotation_incomplete", // someone keeps the key of a group that they should lose
  "ledger.rotation_due", // somebody left who knows a key that this would hand on
  "ledger.wrong_epoch", // not the epoch that follows
  "ledger.wrong_recipients", // seeds for more or fewer devices than may read
  "ledger.bad_policy", // not a policy for the public log
  "ledger.unknown_proposal", // no such proposal is open
  "ledger.too_early", // a paper key waits a day
  "ledger.unknown_grant", // no such grant is open
  "ledger.grant_expired", // the grant has ended
  "ledger.not_granted", // a clip that the grant does not name
  "ledger.grant_used", // this clip's key was released already
] as const;

export type LedgerRefusal = (typeof LEDGER_REFUSALS)[number];

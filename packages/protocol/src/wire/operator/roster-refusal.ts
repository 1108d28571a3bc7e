// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Why a roster entry is refused: closed codes, the same in server, console, household and auditor. */

export const ROSTER_REFUSALS = [
  "roster.malformed", // not the layout of protocol §15.2, or it changes nothing
  "roster.bad_version", // another protocol version
  "roster.wrong_operator", // another operator's entry
  "roster.wrong_sequence", // not the next number
  "roster.fork", // names another entry before it than the one seen here
  "roster.wrong_time", // earlier than the entry before
  "roster.unknown_signer", // signed by somebody who is not in the roster
  "roster.not_working", // a signer is suspended, has ended, or does not work yet
  "roster.not_allowed", // a signer's role may not do this
  "roster.bad_signature", // a signer did not sign these bytes
  "roster.threshold", // too few officers signed
  "roster.staff_exists", // this staff device is or was in the roster
  "roster.key_reused", // one of the keys belongs to somebody else, or was there before
  "roster.unknown_staff", // names somebody who is not in the roster, or has ended
  "roster.last_officers", // would leave fewer than two working officers
  "roster.too_many_staff", // the roster is full
] as const;

export type RosterRefusal = (typeof ROSTER_REFUSALS)[number];

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Why a household's device does not sign a grant, or does not hand out keys for one (protocol §17.2). */

export const GRANT_REFUSALS = [
  "grant.roster_not_logged", // the log does not say that this is the operator's roster now
  "grant.bad_request", // not a request of this case that the operator's support signed
  "grant.not_working", // suspended, ended, or not at work yet
  "grant.not_logged", // the household's own log does not hold the grant yet
  "grant.no_acceptance", // not the staff's acceptance of this very grant
  "grant.wrong_staff", // accepted by somebody else
  "grant.acceptance_not_logged", // the acceptance is not in the public log: it would not be counted
  "grant.expired", // too late: the grant has ended, or the request was not answered in time
] as const;
export type GrantRefusal = (typeof GRANT_REFUSALS)[number];

export type GrantRefused = Readonly<{ kind: "refused"; code: GrantRefusal }>;

export function grantRefused(code: GrantRefusal): GrantRefused {
  return { kind: "refused", code };
}

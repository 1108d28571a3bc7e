// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Why support cannot be reached, or must not be let in now, with what to do about it. */
import { NightlatchError } from "@nightlatch/errors";
import type { GrantRefusal } from "@nightlatch/protocol/log";

const ADVICE = {
  "support.none": "This server has no support team.",
  "support.not_logged": "Your hub has not checked the support team’s list yet. Keep it on, and try again in a moment.",
  "support.other_roster":
    "The support team’s list is not the one that this device knows. Allow nothing, and ask the operator by another way.",
  "support.nobody_works": "Nobody of this team works now. Choose another team, or try again later.",
  "support.unknown_case": "This device does not know that case. Reload the list.",
  "support.unknown_request": "There is no such request in this case. Reload the page.",
  "support.unknown_access": "This access has ended already.",
  "support.nothing_chosen": "Choose at least one recording, or say no.",
} as const;

export function supportError(code: keyof typeof ADVICE, message: string): NightlatchError {
  return new NightlatchError(code, message, { advice: ADVICE[code] });
}

const REFUSED: Readonly<Record<GrantRefusal, string>> = {
  "grant.bad_request": "This request is not what support may ask for. Allow nothing, and tell the operator.",
  "grant.not_working": "The person who asked does not work there now. Allow nothing; somebody else may ask.",
  "grant.roster_not_logged": ADVICE["support.not_logged"],
  "grant.not_logged": "Your hub has not checked the history yet. Keep it on, and try again in a moment.",
  "grant.no_acceptance": "Support has not accepted yet.",
  "grant.wrong_staff": "Somebody else than the person you allowed wants to see this. They see nothing.",
  "grant.acceptance_not_logged": "Support’s acceptance is not in the public log yet.",
  "grant.expired": "The time for this is over. Support can ask again.",
};

export function grantError(code: GrantRefusal): NightlatchError {
  return new NightlatchError(code, "nothing may be signed or sealed now", { advice: REFUSED[code] });
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a household's device, or its hub, asks before it seals a key under a grant (protocol §17.2): each step of
 * the way there stands in a log that others watch, or nothing is sealed.
 */
import { equalBytes } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import type { Hash } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import {
  acceptanceHash,
  findGrant,
  grantKind,
  grantMinutes,
  staffWorks,
  verifyAcceptance,
  type Acceptance,
  type Grant,
  type RosterState,
} from "../wire/index.ts";
import { AHEAD_MS } from "./entry-gate.ts";
import { grantRefused, type GrantRefusal, type GrantRefused } from "./grant-refusal.ts";
import { trustedNowMs, type GrantPlace } from "./judge-request.ts";
import { findLogged, isLoggedRoster, type ShownItem } from "./operator-leaf.ts";

/** Keys of this grant may be sealed now, to `grant.body.staff`. */
export type GoodRelease = Readonly<{ kind: "good"; grant: Grant; acceptance: Acceptance; acceptanceHash: Hash }>;

/** `head` names the grant. Of a live one the hub asks this anew for each clip. */
export function judgeKeyRelease(head: Hash, shown: ShownItem, place: GrantPlace): GoodRelease | GrantRefused {
  const { state, view, roster, newest } = place;
  const grant = findGrant(state, head);
  if (grant === undefined) return grantRefused("grant.expired");
  if (grant.seq > view.provedSeq) return grantRefused("grant.not_logged");

  const logged = findLogged(shown, roster, view);
  if (logged === undefined) return grantRefused("grant.acceptance_not_logged");
  if (logged.kind !== "acceptance") return grantRefused("grant.no_acceptance");
  const acceptance = readAcceptance(logged.bytes, roster);
  if (typeof acceptance === "string") return grantRefused(acceptance);
  const nowMs = trustedNowMs(place);
  const wrong = wrongAcceptance(acceptance, grant, nowMs);
  if (wrong !== undefined) return grantRefused(wrong);
  if (nowMs >= grant.body.untilMs) return grantRefused("grant.expired");
  const latest = findLogged(newest, roster, view);
  // An item from before the acceptance cannot tell who worked after it.
  if (latest === undefined || latest.slot < logged.slot || !isLoggedRoster(latest, roster, place)) {
    return grantRefused("grant.roster_not_logged");
  }
  if (!staffWorks(roster, grant.staff, nowMs)) return grantRefused("grant.not_working");
  return { kind: "good", grant, acceptance, acceptanceHash: acceptanceHash(logged.bytes) };
}

function wrongAcceptance(acceptance: Acceptance, grant: Grant, nowMs: number): GrantRefusal | undefined {
  const { head, body, staff } = grant;
  const isOfGrant =
    equalBytes(acceptance.grant, head) &&
    equalBytes(acceptance.operator, body.operator) &&
    acceptance.purpose === body.purpose &&
    acceptance.kind === grantKind(body) &&
    acceptance.minutes === grantMinutes(grant) &&
    // It is counted on the day that it names.
    acceptance.atMs >= grant.timeMs - AHEAD_MS &&
    acceptance.atMs <= nowMs + AHEAD_MS;
  if (!isOfGrant) return "grant.no_acceptance";
  return equalBytes(acceptance.staff, staff) ? undefined : "grant.wrong_staff";
}

function readAcceptance(
  signed: Uint8Array,
  roster: RosterState,
): Acceptance | "grant.no_acceptance" | "grant.not_working" {
  try {
    return verifyAcceptance(signed, roster);
  } catch (error) {
    if (hasCode(error, "operator.not_working")) return "grant.not_working";
    if (error instanceof ProtocolError) return "grant.no_acceptance";
    throw error;
  }
}

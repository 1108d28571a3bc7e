// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a household's device asks of a request before anyone may sign for it (protocol §17.2). */
import { equalBytes } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import type { Hash } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import {
  accessRequestHash,
  findStaff,
  isWorking,
  REQUEST_LASTS_MS,
  verifyAccessRequest,
  type AccessRequest,
  type CaseId,
  type LedgerState,
  type RosterState,
  type StaffMember,
} from "../wire/index.ts";
import { trustedTimeMs } from "./effective-policy.ts";
import { AHEAD_MS } from "./entry-gate.ts";
import { grantRefused, type GrantRefused } from "./grant-refusal.ts";
import type { LogView } from "./log-view.ts";
import { findLogged, isLoggedRoster, type ShownItem } from "./operator-leaf.ts";

/** The log and the household as this device knows them, and its clock. */
export type GrantPlace = Readonly<{
  state: LedgerState;
  view: LogView;
  roster: RosterState;
  /** The newest item of the operator's lane. */
  newest: ShownItem;
  nowMs: number;
}>;

/** What may be shown to a person to sign: who asks, and for what. */
export type GoodRequest = Readonly<{
  kind: "good";
  request: AccessRequest;
  hash: Hash;
  staff: StaffMember;
  roster: RosterState;
}>;

/** `signed` is from a message of `caseId`. */
export function judgeRequest(signed: Uint8Array, caseId: CaseId, place: GrantPlace): GoodRequest | GrantRefused {
  const { roster, newest, view } = place;
  if (!isLoggedRoster(findLogged(newest, roster, view), roster, place)) return grantRefused("grant.roster_not_logged");
  const request = readRequest(signed, roster);
  if (typeof request === "string") return grantRefused(request);
  const staff = findStaff(roster, request.staff);
  const nowMs = trustedNowMs(place);
  if (staff === undefined || !equalBytes(request.case, caseId) || request.atMs > nowMs + AHEAD_MS) {
    return grantRefused("grant.bad_request");
  }
  if (!isWorking(staff, nowMs)) return grantRefused("grant.not_working");
  if (nowMs >= request.atMs + REQUEST_LASTS_MS) return grantRefused("grant.expired");
  return { kind: "good", request, hash: accessRequestHash(signed), staff, roster };
}

/** The witnesses' time where there is one: a device's clock can be set back to make a late answer look early. */
export function trustedNowMs({ state, view, nowMs }: Pick<GrantPlace, "state" | "view" | "nowMs">): number {
  return Math.max(nowMs, trustedTimeMs(state, view) ?? nowMs);
}

function readRequest(
  signed: Uint8Array,
  roster: RosterState,
): AccessRequest | "grant.bad_request" | "grant.not_working" {
  try {
    return verifyAccessRequest(signed, roster);
  } catch (error) {
    if (hasCode(error, "operator.not_working")) return "grant.not_working";
    if (error instanceof ProtocolError) return "grant.bad_request";
    throw error;
  }
}

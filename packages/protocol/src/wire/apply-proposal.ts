// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Acts that wait for a second pair of eyes: of an owner who came in less than a day ago, of anyone in joint
 * mode, of a paper key. Whoever stole one device or one sheet must not be able to act before the others see it.
 */
import { encodeBase64url } from "@nightlatch/bytes";
import { applyAct } from "./apply-act.ts";
import type { EntryPlace } from "./entry-place.ts";
import type { ActBody, CancelBody, ConfirmBody, RulesBody } from "./ledger-body.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import {
  activeDevices,
  isSame,
  isSettled,
  SETTLING_MS,
  type LedgerDevice,
  type LedgerState,
  type Proposal,
} from "./ledger-state.ts";
import { MAX_PROPOSALS } from "./size-limits.ts";

/** Whether an act of this actor, made at `timeMs`, waits for someone's confirmation. */
export function mustWait(state: LedgerState, actor: LedgerDevice, body: ActBody, timeMs: number): boolean {
  if (actor.role === "paper") return true;
  if (state.joint && isJointAct(state, body) && hasOtherOwner(state, actor)) return true;
  return !isSettled(actor, timeMs) && !isForUnsettled(body);
}

/** Keeps an act that is valid now, and changes nothing else. */
export function openProposal(
  state: LedgerState,
  actor: LedgerDevice,
  body: ActBody,
  { seq, head, timeMs }: EntryPlace,
): LedgerState | LedgerRefusal {
  if (state.proposals.size >= MAX_PROPOSALS) return "ledger.malformed";
  const proposal: Proposal = { head, seq, actor: actor.id, timeMs, body };
  return { ...state, proposals: new Map(state.proposals).set(encodeBase64url(head), proposal) };
}

/** Does what was proposed, judged as if it were made now. */
export function applyConfirm(
  state: LedgerState,
  actor: LedgerDevice,
  body: ConfirmBody,
  place: EntryPlace,
): LedgerState | LedgerRefusal {
  const proposal = state.proposals.get(encodeBase64url(body.proposal));
  if (proposal === undefined) return "ledger.unknown_proposal";
  const wrong = wrongConfirm(actor, proposal, place.timeMs);
  return wrong ?? applyAct(withoutProposal(state, body), proposal.body, place);
}

export function applyCancel(state: LedgerState, body: CancelBody): LedgerState | LedgerRefusal {
  const isOpen = state.proposals.has(encodeBase64url(body.proposal));
  return isOpen ? withoutProposal(state, body) : "ledger.unknown_proposal";
}

function wrongConfirm(actor: LedgerDevice, proposal: Proposal, timeMs: number): LedgerRefusal | undefined {
  const isOwn = isSame(actor.id, proposal.actor);
  if (isOwn && actor.role === "paper") {
    return timeMs - proposal.timeMs >= SETTLING_MS ? undefined : "ledger.too_early";
  }
  return !isOwn && isSettled(actor, timeMs) ? undefined : "ledger.not_allowed";
}

function withoutProposal(state: LedgerState, { proposal }: ConfirmBody | CancelBody): LedgerState {
  const proposals = new Map(state.proposals);
  proposals.delete(encodeBase64url(proposal));
  return { ...state, proposals };
}

/**
 * New keys for people and cameras: a false one costs an epoch. The lane's key is another matter: whoever announces one
 * that nobody else holds ends the household's lane in the log, and with it every proof.
 */
function isForUnsettled(body: ActBody): boolean {
  if (body.type !== "rotate") return false;
  return body.withdraw.length + body.remove.length === 0 && body.laneKey === undefined;
}

function isJointAct(state: LedgerState, body: ActBody): boolean {
  if (body.type === "rules") return isChange(state, body);
  return body.type === "add" || body.type === "change" || body.type === "grant";
}

function isChange(state: LedgerState, { policy, joint }: RulesBody): boolean {
  return policy !== state.policy || joint !== state.joint;
}

function hasOtherOwner(state: LedgerState, { id }: LedgerDevice): boolean {
  return activeDevices(state).some((device) => device.role === "owner" && !isSame(device.id, id));
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What waits for a second pair of eyes: this device's yes or no to it (protocol §4.4, "Proposals"). */
import { NightlatchError } from "@nightlatch/errors";
import { cancelProposal, confirmProposal, setRules } from "@nightlatch/protocol/keys";
import type { GrantBody, LedgerState, Proposal } from "@nightlatch/protocol/wire";
import { assertOwner, makingOf, type MembershipDeps } from "./membership.ts";

/** Asks of an access for the operator's staff what was asked before it was wished for. @throws grant.* | support.* */
export type JudgeGrant = (body: GrantBody) => Promise<void>;

/** @returns the head of the entry @throws vault.proposal_gone | grant.* | transparency.* | ledger.* */
export async function confirmOpenProposal(
  deps: MembershipDeps,
  id: string,
  judgeGrant: JudgeGrant,
): Promise<Uint8Array> {
  const { ledger, server, device } = deps;
  await ledger.sync(server);
  assertOwner(ledger.current.state, device);
  const { body } = readProposal(ledger.current.state, id);
  if (body.type === "grant") await judgeGrant(body);
  // Putting somebody out needs no log, whoever asked for it.
  if (body.type !== "rotate") await deps.assertMayExpand();
  const { state } = await ledger.append(server, ({ state: current }) =>
    confirmProposal(makingOf(deps), current, readProposal(current, id).head),
  );
  return state.head;
}

/** At once, without the log. @throws vault.proposal_gone | ledger.* */
export async function cancelOpenProposal(deps: MembershipDeps, id: string): Promise<void> {
  await deps.ledger.append(deps.server, ({ state }) =>
    cancelProposal(makingOf(deps), state, readProposal(state, id).head),
  );
}

/**
 * On makes the household safer, and never waits. Off gives each owner more: the log is asked first, as for everything
 * that does (protocol §4.4). @returns the head of the entry
 * @throws vault.not_owner | transparency.* | ledger.not_allowed with a single owner
 */
export async function setJointMode(deps: MembershipDeps, isJoint: boolean): Promise<Uint8Array> {
  const { ledger, server, device } = deps;
  await ledger.sync(server);
  assertOwner(ledger.current.state, device);
  if (!isJoint && ledger.current.state.joint) await deps.assertMayExpand();
  const { state } = await ledger.append(server, ({ state: current }) =>
    setRules(makingOf(deps), current, { joint: isJoint }),
  );
  return state.head;
}

function readProposal({ proposals }: LedgerState, id: string): Proposal {
  const proposal = proposals.get(id);
  if (proposal !== undefined) return proposal;
  throw new NightlatchError("vault.proposal_gone", "no open proposal of that id", {
    advice: "This was decided already, perhaps by another owner. Look at what happened.",
  });
}

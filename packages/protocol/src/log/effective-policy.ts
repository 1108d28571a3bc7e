// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whom a household believes about the log (protocol §13.4): the policy in its ledger and, as soon as it has a
 * proved hub, one of its own hubs as well. A split view then has to fool a machine in this home.
 */
import { parsePolicy, NO_QUORUM, type Policy, type PolicyWitness } from "@nightlatch/transparency/policy";
import { KEY_TYPES, verifierKey } from "@nightlatch/transparency/verify";
import { formatId, type DeviceId, type LedgerDevice, type LedgerState } from "../wire/index.ts";
import { termsNow, type JudgingTerms } from "./judging-terms.ts";

/** How a hub signs: its key's name in every cosignature (protocol §13.3). */
export function witnessNameOf(hub: DeviceId): string {
  return `hub/${formatId(hub)}`;
}

/** Of the household as its ledger is now. Undefined when the policy is empty: it was made before its server had a log. */
export function effectivePolicy(state: LedgerState, provedSeq: number): Policy | undefined {
  return policyOf(termsNow(state, { provedSeq }));
}

export function policyOf(terms: JudgingTerms): Policy | undefined {
  if (terms.policy === "") return undefined;
  // The ledger's rules let no policy in that does not parse.
  const policy = parsePolicy(terms.policy);
  const hubs = terms.hubs.flatMap(hubWitness);
  return hubs.length === 0 ? policy : withHubs(policy, hubs);
}

/** The witnesses' time, for a household that has witnesses now: that of a hub which was put out counts no more. */
export function trustedTimeMs(state: LedgerState, { provedSeq, witnessedMs }: LogTime): number | undefined {
  const policy = effectivePolicy(state, provedSeq);
  return policy === undefined || policy.quorum === NO_QUORUM ? undefined : witnessedMs;
}

type LogTime = Readonly<{ provedSeq: number; witnessedMs?: number }>;

function hubWitness({ id, witness }: LedgerDevice): readonly PolicyWitness[] {
  const name = witnessNameOf(id);
  if (witness === undefined) return [];
  return [{ name, key: verifierKey(name, KEY_TYPES.cosignatureEd25519, witness), url: undefined }];
}

function withHubs(policy: Policy, hubs: readonly PolicyWitness[]): Policy {
  // A name in a policy has no spaces: whatever an owner wrote there, these are ours.
  const renamed = hubs.map((hub) => ({ ...hub, name: freshName(policy, hub.name) }));
  const own = { name: "own hubs", threshold: 1, members: renamed.map(({ name }) => name) };
  const both = { name: "own hubs and quorum", threshold: 2, members: [own.name, policy.quorum] };
  const isAlone = policy.quorum === NO_QUORUM;
  return {
    logs: policy.logs,
    witnesses: [...policy.witnesses, ...renamed],
    groups: isAlone ? [...policy.groups, own] : [...policy.groups, own, both],
    quorum: isAlone ? own.name : both.name,
  };
}

function freshName({ witnesses, groups }: Policy, name: string): string {
  return [...witnesses, ...groups].some((known) => known.name === name) ? `own ${name}` : name;
}

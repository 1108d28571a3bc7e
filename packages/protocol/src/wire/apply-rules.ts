// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Which public log the household believes, and whether owners let people in only together. */
import type { EntryPlace } from "./entry-place.ts";
import type { RulesBody } from "./ledger-body.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import { activeDevices, type LedgerState } from "./ledger-state.ts";
import { isLogPolicy } from "./log-policy.ts";

export function applyRules(
  state: LedgerState,
  { policy, joint }: RulesBody,
  { seq }: EntryPlace,
): LedgerState | LedgerRefusal {
  if (!isLogPolicy(policy)) return "ledger.bad_policy";
  const owners = activeDevices(state).filter(({ role }) => role === "owner");
  if (joint && owners.length < 2) return "ledger.not_allowed";
  const policies = policy === state.policy ? state.policies : [...state.policies, { fromSeq: seq, policy }];
  return { ...state, policy, policies, joint };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Entries that carry no seeds: leaving, the household's rules, and the answers to a proposal. */
import type { Hash } from "@nightlatch/crypto/keys";
import type { LedgerState } from "../wire/index.ts";
import { NO_BOXES, signEntry, type EntryMaking, type SignedEntry } from "./sign-entry.ts";

/** Takes this device out. An owner's device has to change the keys that it knew. @throws ledger.last_owner */
export function leaveHousehold(making: EntryMaking, state: LedgerState): Promise<SignedEntry> {
  return signEntry(making, { state }, { type: "leave" }, NO_BOXES);
}

/** What is absent stays as it is. @throws ledger.bad_policy | ledger.not_allowed */
export function setRules(
  making: EntryMaking,
  state: LedgerState,
  rules: Readonly<{ policy?: string; joint?: boolean }>,
): Promise<SignedEntry> {
  const { policy = state.policy, joint = state.joint } = rules;
  return signEntry(making, { state }, { type: "rules", policy, joint }, NO_BOXES);
}

/** @throws ledger.unknown_proposal | ledger.not_allowed | ledger.too_early, and what the act itself is refused for */
export function confirmProposal(making: EntryMaking, state: LedgerState, proposal: Hash): Promise<SignedEntry> {
  return signEntry(making, { state }, { type: "confirm", proposal }, NO_BOXES);
}

/** @throws ledger.unknown_proposal | ledger.not_allowed */
export function cancelProposal(making: EntryMaking, state: LedgerState, proposal: Hash): Promise<SignedEntry> {
  return signEntry(making, { state }, { type: "cancel", proposal }, NO_BOXES);
}

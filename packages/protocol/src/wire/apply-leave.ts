// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A device leaves of its own will. It cannot make the new keys itself, or it would know them: until an owner
 * does, nothing may be sealed to what it read.
 */
import { hasOwner, withEpochEnded, withoutDevices } from "./departure.ts";
import type { EntryPlace } from "./entry-place.ts";
import { groupsReadBy } from "./household-groups.ts";
import { formatId } from "./identifiers.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import type { LedgerDevice, LedgerState } from "./ledger-state.ts";

export function applyLeave(state: LedgerState, actor: LedgerDevice, { seq }: EntryPlace): LedgerState | LedgerRefusal {
  const without = withoutDevices(state, [actor], seq, "leave");
  if (!hasOwner(without)) return "ledger.last_owner";
  const groups = new Map(state.groups);
  for (const id of groupsReadBy(state, actor)) {
    const group = groups.get(formatId(id));
    if (group !== undefined) groups.set(formatId(id), withEpochEnded(group, seq));
  }
  return { ...without, groups };
}

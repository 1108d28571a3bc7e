// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A group whose current epoch is changed; the older ones are history and stay as they are. */
import type { Epoch, LedgerGroup } from "./ledger-state.ts";

export function withCurrentEpoch({ group, epochs }: LedgerGroup, change: (current: Epoch) => Epoch): LedgerGroup {
  const [first, ...later] = epochs;
  const current = later.pop();
  return { group, epochs: current === undefined ? [change(first)] : [first, ...later, change(current)] };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Each staff key and each credential has one holder and one job, for good: a suspended one must not come back. */
import { isSame } from "../ledger-state.ts";
import type { Staff } from "./staff.ts";

/** Whether one of the newcomer's keys or its credential is somebody's, now or before, or has two jobs. */
export function hasUsedKeys(known: Iterable<Staff>, { keys, credential }: Staff): boolean {
  if (isSame(keys.ledger, keys.session)) return true;
  for (const holder of known) {
    const isReused =
      isSame(holder.keys.hpke, keys.hpke) ||
      signsWith(holder, keys.ledger) ||
      signsWith(holder, keys.session) ||
      isSame(holder.credential.id, credential.id) ||
      isSame(holder.credential.key, credential.key);
    if (isReused) return true;
  }
  return false;
}

function signsWith({ keys }: Staff, key: Uint8Array): boolean {
  return isSame(keys.ledger, key) || isSame(keys.session, key);
}

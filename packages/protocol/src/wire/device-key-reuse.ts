// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Each key has one holder and one job (protocol §4.4 rule 7). A key that two devices share could not be taken
 * from one of them, and a note key that also signs entries could be talked into one.
 */
import type { NewDevice } from "./ledger-body.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import { isSame } from "./ledger-state.ts";

type KeyHolder = Pick<NewDevice, "keys" | "witness">;

/** Judges a newcomer's keys against those of everyone who is or was in `known`. */
export function wrongKeys(known: Iterable<KeyHolder>, newcomer: NewDevice): LedgerRefusal | undefined {
  const { keys, role, witness } = newcomer;
  if (isSame(keys.ledger, keys.session)) return "ledger.key_reused";
  if (witness !== undefined && (isSame(witness, keys.ledger) || isSame(witness, keys.session))) {
    return "ledger.key_reused";
  }
  for (const holder of known) {
    const isReused =
      isSame(holder.keys.hpke, keys.hpke) ||
      signsWith(holder, keys.ledger) ||
      signsWith(holder, keys.session) ||
      (witness !== undefined && signsWith(holder, witness));
    if (isReused) return "ledger.key_reused";
  }
  return (role === "hub") === (witness !== undefined) ? undefined : "ledger.malformed";
}

function signsWith({ keys, witness }: KeyHolder, key: Uint8Array): boolean {
  return isSame(keys.ledger, key) || isSame(keys.session, key) || (witness !== undefined && isSame(witness, key));
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Entries as somebody signs them who asks no rule: a former member with its own key, at any place of the ledger. */
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import {
  decodeLedgerEntry,
  decodeSigned,
  emptyLog,
  encodeLedgerEntry,
  encodeSigned,
  LEDGER_CONTEXT,
  MAX_LEDGER_ENTRY_BYTES,
  type EntryBody,
  type LedgerState,
} from "@nightlatch/protocol/wire";

export type FreePlace = Readonly<{ actor: DeviceSecrets; state: LedgerState; nowMs: number; nonce: Uint8Array }>;

/** The next entry after `state`, genuine but for the right to sign it. */
export async function signFreely({ actor, state, nowMs, nonce }: FreePlace, body: EntryBody): Promise<Uint8Array> {
  const bytes = encodeLedgerEntry({
    lane: state.lane,
    seq: state.seq + 1,
    prev: state.head,
    actor: actor.id,
    seen: emptyLog(nowMs),
    nonce,
    body,
  });
  return encodeSigned({ bytes, signature: await actor.ledger.sign(LEDGER_CONTEXT, bytes) });
}

export function bodyOf(entry: Uint8Array): EntryBody {
  return decodeLedgerEntry(decodeSigned(entry, MAX_LEDGER_ENTRY_BYTES, "entry").bytes).body;
}

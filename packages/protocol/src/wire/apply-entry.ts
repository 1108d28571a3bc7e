// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The one judge of ledger entries: pure, and the same code in server, hub, browser and auditor. */
import { verifySignature } from "@nightlatch/crypto/signature";
import { judgeEntry } from "./judge-entry.ts";
import { LEDGER_CONTEXT, type LedgerEntry } from "./ledger-entry.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import type { LedgerState } from "./ledger-state.ts";

export type Applied = Readonly<{ kind: "applied"; state: LedgerState; entry: LedgerEntry }>;
export type Refused = Readonly<{ kind: "refused"; code: LedgerRefusal }>;

/** Applies one signed entry to `state` (undefined: no household yet). The state given stays as it was. */
export function applyEntry(state: LedgerState | undefined, signedEntry: Uint8Array): Applied | Refused {
  const judgement = judgeEntry(state, signedEntry);
  if (typeof judgement === "string") return { kind: "refused", code: judgement };
  const { entry, signed, key, outcome } = judgement;
  if (!verifySignature(key, LEDGER_CONTEXT, signed.bytes, signed.signature)) {
    return { kind: "refused", code: "ledger.bad_signature" };
  }
  return typeof outcome === "string" ? { kind: "refused", code: outcome } : { kind: "applied", state: outcome, entry };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Judges a long history: entry by entry in order, its signatures in parallel by the platform's own Ed25519.
 * The verdict is the one that applyEntry gives entry by entry; only the waiting is shorter.
 */
import { SignatureBatch } from "@nightlatch/crypto/parallel-verify";
import { judgeEntry } from "./judge-entry.ts";
import { LEDGER_CONTEXT, type LedgerEntry } from "./ledger-entry.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import type { LedgerState } from "./ledger-state.ts";

/** `state` is undefined only when there was none before and no entry came. */
export type AllApplied = Readonly<{
  kind: "applied";
  state: LedgerState | undefined;
  /** The states after each entry, and the entries: one for each that came. */
  states: readonly LedgerState[];
  entries: readonly LedgerEntry[];
}>;

/** `states` and `entries` are of those before the refused one, which is `signedEntries[at]`. */
export type RefusedAt = Readonly<{
  kind: "refused";
  code: LedgerRefusal;
  at: number;
  state: LedgerState | undefined;
  states: readonly LedgerState[];
  entries: readonly LedgerEntry[];
}>;

/** Applies signed entries one behind the other, up to the first that is refused. */
export async function applyEntries(
  before: LedgerState | undefined,
  signedEntries: readonly Uint8Array[],
): Promise<AllApplied | RefusedAt> {
  const { states, entries, signatures, code } = judgeAll(before, signedEntries);
  const verdicts = await signatures.verdicts();
  const forged = verdicts.indexOf(false);
  const kept = forged === -1 ? states.length : forged;
  const refusal = forged === -1 ? code : "ledger.bad_signature";
  const held = { state: states[kept - 1] ?? before, states: states.slice(0, kept), entries: entries.slice(0, kept) };
  return refusal === undefined ? { kind: "applied", ...held } : { kind: "refused", code: refusal, at: kept, ...held };
}

type Pending = Readonly<{
  states: readonly LedgerState[];
  entries: readonly LedgerEntry[];
  /** One for each state, and one more when the entry that stopped it is to be verified all the same. */
  signatures: SignatureBatch;
  code: LedgerRefusal | undefined;
}>;

/** Goes on as if every signature were good: what follows a bad one is thrown away. */
function judgeAll(before: LedgerState | undefined, signedEntries: readonly Uint8Array[]): Pending {
  const [states, entries]: [LedgerState[], LedgerEntry[]] = [[], []];
  const signatures = new SignatureBatch();
  let state = before;
  for (const signedEntry of signedEntries) {
    const judgement = judgeEntry(state, signedEntry);
    if (typeof judgement === "string") return { states, entries, signatures, code: judgement };
    const { key, signed, outcome } = judgement;
    signatures.add(key, LEDGER_CONTEXT, signed.bytes, signed.signature);
    if (typeof outcome === "string") return { states, entries, signatures, code: outcome };
    state = outcome;
    states.push(outcome);
    entries.push(judgement.entry);
  }
  return { states, entries, signatures, code: undefined };
}

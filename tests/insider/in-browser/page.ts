// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The vault's own judgement of entries, in the browser that it ships to. */
import { decodeHex } from "@nightlatch/bytes";
import { applyEntries, ledgerHeadOf } from "@nightlatch/protocol/wire";
import { followLedger } from "../../../apps/household-web/src/vault/ledger/follow-ledger.ts";

/** In hexadecimal. */
export type ToJudge = Readonly<{ history: readonly string[]; candidates: readonly string[] }>;

declare global {
  interface Window {
    judgeEntries: (toJudge: ToJudge) => Promise<readonly string[]>;
  }
}

/** For each candidate after the history: the code of its refusal, or "followed". */
window.judgeEntries = async ({ history, candidates }) => {
  const { state } = await applyEntries(undefined, history.map(decodeHex));
  if (state === undefined) throw new Error("a history begins with an entry");
  const verdicts: string[] = [];
  for (const entry of candidates.map(decodeHex)) {
    const page = { entries: [entry], seq: state.seq + 1, head: ledgerHeadOf(entry) };
    const followed = await followLedger(state, state.createHash, page, () => "take");
    verdicts.push(followed.kind === "stopped" ? followed.code : followed.kind);
  }
  return verdicts;
};

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The paper key lets a new browser in as an owner. For a moment its seed is in this worker's memory; it is
 * stored nowhere.
 */
import { NightlatchError } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import { addDevice, buildKeyring, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { activeDevice, ledgerHeadOf, NO_PREVIOUS, type LedgerState } from "@nightlatch/protocol/wire";
import { followLedger } from "../ledger/follow-ledger.ts";
import { HistoryStopped } from "../ledger/history-stopped.ts";
import type { LedgerServer } from "../ledger/ledger-follower.ts";

export type RecoverDeps = Readonly<{ server: LedgerServer; random: RandomSource; nowMs: () => number }>;

/** Adds `device` by the word of `paper`. Returns the household it is in now. @throws vault.unknown_paper_key | ledger.* */
export async function recoverWithPaper(
  deps: RecoverDeps,
  paper: DeviceSecrets,
  device: DeviceSecrets,
): Promise<LedgerState> {
  const { server, random, nowMs } = deps;
  const state = await readLedger(server);
  if (activeDevice(state, paper.id)?.role !== "paper") throw unknownPaperKey();
  const keyring = await buildKeyring(state, paper, await server.ownBoxes());
  const making = { actor: paper, random, nowMs: nowMs() };
  const signed = await addDevice(making, { state, keyring, keys: device.publicKeys, role: "owner" });
  await server.appendEntry(signed.entry, signed.boxes);
  return signed.state;
}

/** On a new browser nothing was seen before: the paper key's own place in the ledger is what ties it to the household. */
async function readLedger(server: LedgerServer): Promise<LedgerState> {
  let state: LedgerState | undefined;
  for (;;) {
    const page = await server.ledgerPage((state?.seq ?? -1) + 1);
    const [first] = page.entries;
    const createHash = state?.createHash ?? (first === undefined ? NO_PREVIOUS : ledgerHeadOf(first));
    const followed = followLedger(state, createHash, page);
    if (followed.kind === "stopped") throw new HistoryStopped(followed.code, followed.detail, followed.evidence);
    state = followed.state;
    if (followed.isComplete) return state;
  }
}

export function unknownPaperKey(): NightlatchError {
  return new NightlatchError("vault.unknown_paper_key", "no household knows this paper key", {
    advice:
      "These words are valid, but no household here knows them. Is it the newest paper key, and the right address?",
  });
}

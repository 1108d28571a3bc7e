// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The paper key lets a new browser in as an owner. For a moment its seed is in this worker's memory; it is
 * stored nowhere.
 */
import { NightlatchError } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import { equalBytes } from "@nightlatch/bytes";
import { addDevice, buildKeyring, paperPin, type DeviceSecrets, type Keyring } from "@nightlatch/protocol/keys";
import { openRecord } from "@nightlatch/protocol/open";
import { activeDevice, ledgerHeadOf, NO_PREVIOUS, type LedgerState } from "@nightlatch/protocol/wire";
import { followLedger } from "../ledger/follow-ledger.ts";
import { HistoryStopped } from "../ledger/history-stopped.ts";
import type { LedgerServer } from "../ledger/ledger-follower.ts";
import type { HouseholdServer } from "../server/household-server.ts";
import { knownError } from "../known-error.ts";

export type RecoverServer = LedgerServer & Pick<HouseholdServer, "findRecord">;
export type RecoverDeps = Readonly<{ server: RecoverServer; random: RandomSource; nowMs: () => number }>;
export type PaperKey = Readonly<{ seed: Uint8Array; paper: DeviceSecrets }>;

/**
 * Adds `device` by the word of `paper`. Returns the household it is in now.
 * @throws vault.unknown_paper_key | vault.recovery_unproven | ledger.*
 */
export async function recoverWithPaper(
  deps: RecoverDeps,
  { seed, paper }: PaperKey,
  device: DeviceSecrets,
): Promise<LedgerState> {
  const { server, random, nowMs } = deps;
  const state = await readLedger(server);
  if (activeDevice(state, paper.id)?.role !== "paper") throw unknownPaperKey();
  const keyring = await buildKeyring(state, paper, await server.ownBoxes());
  if (!(await isPinned(server, { seed, paper }, { state, keyring }))) throw recoveryUnproven();
  const making = { actor: paper, random, nowMs: nowMs() };
  const signed = await addDevice(making, { state, keyring, keys: device.publicKeys, role: "owner" });
  await server.appendEntry(signed.entry, signed.boxes);
  return signed.state;
}

/**
 * The server knows the paper key's public half: it could make a household of its own and put the key in there. What it
 * cannot make is the pin, which the household wrote when it printed the words.
 */
async function isPinned(
  server: RecoverServer,
  { seed, paper }: PaperKey,
  { state, keyring }: Readonly<{ state: LedgerState; keyring: Keyring }>,
): Promise<boolean> {
  const record = await server.findRecord("paper-pin", paper.id);
  if (record === undefined) return false;
  try {
    const opened = await openRecord(record, state, { device: paper, keyring });
    if (opened?.content.kind !== "paper-pin" || !equalBytes(opened.header.id, paper.id)) return false;
    const { pin, seq } = opened.content;
    // A history that ends before the pin was written is an old one.
    return equalBytes(pin, paperPin(seed, state.lane, state.createHash)) && state.seq >= seq;
  } catch (error) {
    // Forged, or sealed to someone else: no proof.
    if (knownError(error) === undefined) throw error;
    return false;
  }
}

function recoveryUnproven(): NightlatchError {
  return new NightlatchError("vault.recovery_unproven", "the household does not hold the paper key's pin", {
    advice:
      "The server shows a household with this paper key, but not the proof that it is yours. Do not trust this server. " +
      "Use a device that is still in your household, or the server's newest backup.",
  });
}

/** On a new browser nothing was seen before. Whose household this is, the pin says. */
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

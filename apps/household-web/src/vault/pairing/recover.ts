// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The paper key asks that a new browser become an owner, and a day later makes it one (protocol §4.4): a stolen
 * sheet must give the household time to say no. For a moment each time its seed is in this worker's memory; it is
 * stored nowhere.
 */
import { equalBytes } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import {
  addDevice,
  cancelProposal,
  confirmProposal,
  paperPin,
  type DeviceSecrets,
  type EntryMaking,
} from "@nightlatch/protocol/keys";
import { openRecord } from "@nightlatch/protocol/open";
import { activeDevice, deviceIdOf, type LedgerState, type Proposal } from "@nightlatch/protocol/wire";
import { knownError } from "../known-error.ts";
import type { HouseholdKeys, LedgerFollower, LedgerServer } from "../ledger/ledger-follower.ts";
import type { HouseholdServer } from "../server/household-server.ts";

export type RecoverServer = LedgerServer & Pick<HouseholdServer, "findRecord">;
export type PaperKey = Readonly<{ seed: Uint8Array; paper: DeviceSecrets }>;
export type RecoverDeps = Readonly<{
  server: RecoverServer;
  /** Follows the ledger as the paper key. */
  ledger: LedgerFollower;
  making: (actor: DeviceSecrets) => EntryMaking;
}>;

/**
 * Asks to let `device` in. Returns what the household calls the wish.
 * @throws vault.unknown_paper_key | vault.recovery_unproven | vault.paper_unfinished | ledger.*
 */
export async function askForRecovery(deps: RecoverDeps, key: PaperKey, device: DeviceSecrets): Promise<Uint8Array> {
  const { server, ledger, making } = deps;
  await ledger.sync(server);
  if (activeDevice(ledger.current.state, key.paper.id)?.role !== "paper") throw unknownPaperKey();
  if (!(await isPinned(server, key, ledger.current))) throw recoveryUnproven();
  if (!ledger.hasKeys) throw paperUnfinished();
  const { state } = await ledger.append(server, ({ state: current, keyring }) =>
    addDevice(making(key.paper), { state: current, keyring, keys: device.publicKeys, role: "owner" }),
  );
  return state.head;
}

/**
 * Makes the wish real. One that another owner confirmed meanwhile is real already.
 * @throws vault.recovery_stopped | ledger.too_early | ledger.*
 */
export async function finishAskedRecovery(
  deps: RecoverDeps,
  { paper }: PaperKey,
  device: DeviceSecrets,
): Promise<void> {
  const { server, ledger, making } = deps;
  await ledger.sync(server);
  if (activeDevice(ledger.current.state, device.id) !== undefined) return;
  await ledger.append(server, ({ state }) => confirmProposal(making(paper), state, readWish(state, device).head));
}

/** @throws vault.recovery_stopped when it is over already */
export async function cancelAskedRecovery(
  deps: RecoverDeps,
  { paper }: PaperKey,
  device: DeviceSecrets,
): Promise<void> {
  const { server, ledger, making } = deps;
  await ledger.append(server, ({ state }) => cancelProposal(making(paper), state, readWish(state, device).head));
}

/** The open wish that would let `device` in. */
function readWish({ proposals }: LedgerState, { id }: DeviceSecrets): Proposal {
  const wish = [...proposals.values()].find(
    ({ body }) => body.type === "add" && equalBytes(deviceIdOf(body.device.keys), id),
  );
  if (wish !== undefined) return wish;
  throw new NightlatchError("vault.recovery_stopped", "the proposal is not open any more", {
    advice:
      "Someone in your household stopped this, or the household's keys have changed since. If it was you who asked, " +
      "start again here, and talk to the others first.",
  });
}

/**
 * The server knows the paper key's public half: it could make a household of its own and put the key in there. What it
 * cannot make is the pin, which the household wrote when it printed the words.
 */
async function isPinned(
  server: RecoverServer,
  { seed, paper }: PaperKey,
  { state, keyring }: HouseholdKeys,
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

function paperUnfinished(): NightlatchError {
  return new NightlatchError("vault.paper_unfinished", "no seed was ever let go to the paper key", {
    advice:
      "This paper key was never finished: the browser that made it was closed too early. Open the app there once more, " +
      "or use another device of your household.",
  });
}

function recoveryUnproven(): NightlatchError {
  return new NightlatchError("vault.recovery_unproven", "the household does not hold the paper key's pin", {
    advice:
      "The server shows a household with this paper key, but not the proof that it is yours. Do not trust this server. " +
      "Use a device that is still in your household, or the server's newest backup.",
  });
}

export function unknownPaperKey(): NightlatchError {
  return new NightlatchError("vault.unknown_paper_key", "no household knows this paper key", {
    advice:
      "These words are valid, but no household here knows them. Is it the newest paper key, and the right address?",
  });
}

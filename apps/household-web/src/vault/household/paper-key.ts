// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The household's paper key: made with the pin that recovery asks for, and the ones before it put out. */
import { invariant, NightlatchError } from "@nightlatch/errors";
import {
  createPaperKey,
  deviceFromSeed,
  formatPaperShare,
  paperPin,
  seedFromPhrase,
  splitPaperKey,
  type PaperShare,
} from "@nightlatch/protocol/keys";
import { isProved } from "@nightlatch/protocol/log";
import { activeDevice, activeDevices, isSettled, type LedgerDevice, type LedgerState } from "@nightlatch/protocol/wire";
import { unknownPaperKey } from "../pairing/recover.ts";
import type { RecordDesk } from "../records/record-desk.ts";
import { admitDevice, expelDevices, type MembershipDeps } from "./membership.ts";

/**
 * Adds a new one. The one before goes once the new one is proved, so that there is always one that works.
 * @throws vault.not_alone where another owner would have to confirm it: words that may never work are worse than none
 */
export async function addPaperKey(deps: MembershipDeps, desk: RecordDesk): Promise<readonly string[]> {
  assertActsAlone(deps);
  const { phrase, seed } = createPaperKey(deps.random);
  const paper = await deviceFromSeed(seed);
  const { state } = deps.ledger.current;
  const pin = paperPin(seed, state.lane, state.createHash);
  seed.fill(0);
  await admitDevice(deps, { keys: paper.publicKeys, role: "paper" });
  const { seq } = deps.ledger.current.state;
  await desk.writePin(paper.id, { kind: "paper-pin", pin, seq });
  return phrase;
}

/** Puts out every paper key but the newest, once that one is proved. True when there were any. */
export async function retirePaperKeys(deps: MembershipDeps): Promise<boolean> {
  const retired = outdatedPaperKeys(deps);
  if (retired.length === 0) return false;
  await expelDevices(
    deps,
    retired.map(({ id }) => id),
  );
  return true;
}

function assertActsAlone({ device, ledger, entryTimeMs }: MembershipDeps): void {
  const { state } = ledger.current;
  const self = activeDevice(state, device.id);
  const owners = activeDevices(state).filter(({ role }) => role === "owner");
  const isJoint = state.joint && owners.length > 1;
  if (self === undefined || (isSettled(self, entryTimeMs()) && !isJoint)) return;
  throw new NightlatchError("vault.not_alone", "another owner would have to confirm the paper key", {
    advice: isJoint
      ? "Your household lets nobody in alone. Switch that off for as long as you make a new paper key."
      : "This device came in less than a day ago. Make the new paper key on a device that was there before, or tomorrow.",
  });
}

function outdatedPaperKeys({ device, ledger, log }: MembershipDeps): readonly LedgerDevice[] {
  const { state } = ledger.current;
  const view = log();
  if (activeDevice(state, device.id)?.role !== "owner" || view === undefined) return [];
  const papers = paperKeys(state);
  const newest = papers.at(-1);
  return newest !== undefined && isProved(newest, view) ? papers.slice(0, -1) : [];
}

function paperKeys(state: LedgerState): readonly LedgerDevice[] {
  return activeDevices(state)
    .filter(({ role }) => role === "paper")
    .sort((a, b) => a.addedSeq - b.addedSeq);
}

export type SplitPaperKey = Readonly<{ sheet: string; file: string; kept: PaperShare }>;

/** Three shares of this household's own paper key. @throws crypto.bad_phrase | vault.unknown_paper_key */
export async function splitOwnPaperKey(state: LedgerState, phrase: string): Promise<SplitPaperKey> {
  const seed = seedFromPhrase(phrase);
  try {
    const { id } = await deviceFromSeed(seed);
    if (activeDevice(state, id)?.role !== "paper") throw unknownPaperKey();
    const [sheet, file, kept] = await splitPaperKey(seed);
    invariant(sheet !== undefined && file !== undefined && kept !== undefined, "a paper key has three shares");
    return { sheet: formatPaperShare(sheet), file: formatPaperShare(file), kept };
  } finally {
    seed.fill(0);
  }
}

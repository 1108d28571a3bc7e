// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What an owner's open browser does for the household unasked: new keys after somebody left, old paper keys put
 * out, names of removed authors written anew, confirmed groups named, staff of the operator given what was granted, guests
 * told of their cameras. Each waits for the next time if it can't be done now; none stops the others.
 */
import { activeDevice } from "@nightlatch/protocol/wire";
import type { VaultChange } from "../../vault-client/vault-api.ts";
import { knownError } from "../known-error.ts";
import { HistoryStopped } from "../ledger/history-stopped.ts";
import type { RecordBook } from "../records/record-book.ts";
import type { RecordDesk } from "../records/record-desk.ts";
import type { OwnStores } from "../store/own-stores.ts";
import { releaseWhatIsGranted } from "../support/release-granted.ts";
import type { SupportDeps } from "../support/support-deps.ts";
import { nameConfirmedGroups } from "./groups.ts";
import { renewKeysDue, type MembershipDeps } from "./membership.ts";
import { retirePaperKeys } from "./paper-key.ts";
import { shareCameras } from "./shared-cameras.ts";

export type ChoreDeps = MembershipDeps &
  Readonly<{ book: RecordBook; desk: RecordDesk; stores: OwnStores; nowMs: () => number; support: SupportDeps }>;

/** @returns what has changed @throws HistoryStopped | what is no refusal but a bug */
export async function doChores(deps: ChoreDeps): Promise<readonly VaultChange[]> {
  const { device, ledger, book, desk, stores, nowMs } = deps;
  if (activeDevice(ledger.current.state, device.id)?.role !== "owner") return [];
  const changes: VaultChange[] = [];
  if (await attempt(() => renewKeysDue(deps))) changes.push("devices");
  if (await attempt(() => retirePaperKeys(deps))) changes.push("devices");
  if (await attempt(() => desk.adoptOrphans())) changes.push("devices", "cameras");
  if (await attempt(() => nameConfirmedGroups(ledger.current.state, { desk, stores }))) changes.push("devices");
  if (await attempt(() => releaseWhatIsGranted(deps.support))) changes.push("support");
  await attempt(() => shareCameras({ state: ledger.current.state, book, desk, nowMs: nowMs() }));
  return changes;
}

async function attempt(chore: () => Promise<boolean>): Promise<boolean> {
  try {
    return await chore();
  } catch (error) {
    // Refused, too early, or out of reach: the next news are the next occasion.
    if (knownError(error) === undefined || error instanceof HistoryStopped) throw error;
    return false;
  }
}

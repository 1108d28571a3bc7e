// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One round of news from the server, in the order that makes them safe: the ledger first, since it says who may
 * write the rest; then the public log, which says who of them counts; then keys that may go out now; then records.
 */
import { hasCode, NightlatchError } from "@nightlatch/errors";
import { activeDevice } from "@nightlatch/protocol/wire";
import type { VaultChange } from "../../vault-client/vault-api.ts";
import { releaseHeldBoxes } from "../log/release-boxes.ts";
import type { HouseholdServer } from "../server/household-server.ts";
import { doChores } from "./chores.ts";
import type { HouseholdParts } from "./household-parts.ts";
import type { MembershipDeps } from "./membership.ts";

export type NewsDeps = Readonly<{
  parts: HouseholdParts;
  server: HouseholdServer;
  membership: MembershipDeps;
  /** Whether this device has its keys: what it could not open now, it would never read again. */
  canRead: () => boolean;
  nowMs: () => number;
}>;

/** @returns what has changed @throws HistoryStopped | server codes */
export async function takeNews(deps: NewsDeps): Promise<ReadonlySet<VaultChange>> {
  const { parts, server, membership, canRead, nowMs } = deps;
  const { ledger, book, desk, stores } = parts;
  const changes = new Set<VaultChange>();
  const hasReadBefore = canRead();
  const reachBefore = reachOf(deps);
  const hasMoved = await ledger.sync(server);
  if (hasMoved) add(changes, "status", "devices");
  if (ledger.isRemoved || !ledger.isMember) return changes;
  const hasLog = await followLog(deps);
  if (hasLog) add(changes, "log", "devices");
  // What waited for its time is measured by the time that the log has now.
  if (hasLog && ledger.wait !== undefined && (await ledger.sync(server))) add(changes, "status", "devices");
  if (await releaseWhatMay(deps)) add(changes, "devices");
  if (!canRead()) return changes;
  // Let in a moment ago, or given more: the server has records now that it kept from this device before.
  if (!hasReadBefore || reachOf(deps) !== reachBefore) {
    desk.startOver();
    add(changes, "status", "devices", "cameras");
  }
  if (await desk.sync()) add(changes, "status", "devices", "cameras");
  if ((hasMoved || hasLog) && (await desk.lookAgain())) add(changes, "status", "devices", "cameras");
  add(
    changes,
    ...(await doChores({
      ...membership,
      book,
      desk,
      stores,
      nowMs,
      support: { parts, server, membership, random: membership.random, nowMs },
    })),
  );
  return changes;
}

/** The log may be away while the household is not: it is followed again next time, and grows stale until then. */
async function followLog({ parts: { log }, server }: NewsDeps): Promise<boolean> {
  try {
    return await log.sync(server);
  } catch (error) {
    if (hasCode(error, "client.unreachable") || hasCode(error, "client.timeout")) return false;
    throw error;
  }
}

async function releaseWhatMay({ parts, server }: NewsDeps): Promise<boolean> {
  const { ledger, log, held } = parts;
  const { view } = log;
  if (view === undefined || log.problem !== undefined) return false;
  const facts = { state: ledger.current.state, history: ledger.history, view };
  const { hasReleased, refused } = await releaseHeldBoxes(held, server, facts);
  if (refused > 0) reportError(boxesRefused(refused));
  return hasReleased;
}

function boxesRefused(count: number): NightlatchError {
  return new NightlatchError(
    "vault.boxes_refused",
    `the server does not take ${String(count)} keys that the history names`,
  );
}

/** Changes when this device may read more than before. */
function reachOf({ parts: { ledger }, membership: { device } }: NewsDeps): number | undefined {
  return ledger.isLoaded ? activeDevice(ledger.current.state, device.id)?.expandedSeq : undefined;
}

function add(changes: Set<VaultChange>, ...more: readonly VaultChange[]): void {
  for (const change of more) changes.add(change);
}

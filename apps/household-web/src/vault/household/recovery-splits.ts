// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Who keeps which share of the paper key (protocol §3.2): read from the signed headers of the keepers' records.
 * The shares themselves are sealed to their keepers, so that of its own alone a device knows which paper key it is of.
 */
import { NightlatchError } from "@nightlatch/errors";
import { equalBytes } from "@nightlatch/bytes";
import { formatPaperShare } from "@nightlatch/protocol/keys";
import {
  activeDevice,
  activeDevices,
  type DeviceId,
  type LedgerState,
  type RecordHeader,
} from "@nightlatch/protocol/wire";
import type { KeptShare, SplitView } from "../../vault-client/vault-api.ts";
import { deviceName } from "./names.ts";
import type { ViewSources } from "./views.ts";

/** Newest first. */
export function splitViews(sources: ViewSources): readonly SplitView[] {
  return sources.book
    .headers("recovery-share")
    .flatMap((header) => splitView(sources, header))
    .sort((a, b) => b.madeAtMs - a.madeAtMs);
}

/** The newest that this device can open; one of the present paper key before any of an older one. */
export function keptShare({ book, state }: Pick<ViewSources, "book" | "state">): KeptShare | undefined {
  const [best] = book
    .all("recovery-share")
    .map(({ atMs, content }) => ({ atMs, content, isOutdated: activeDevice(state, content.paper)?.role !== "paper" }))
    .sort((a, b) => Number(a.isOutdated) - Number(b.isOutdated) || b.atMs - a.atMs);
  if (best === undefined) return undefined;
  return { text: formatPaperShare(best.content), madeAtMs: best.atMs, isOutdated: best.isOutdated };
}

/**
 * A share on the very device that makes it would be worth nothing once that is lost; a guest's day comes, and a hub has
 * no screen. @throws vault.unfit_keeper
 */
export function assertFitKeeper(state: LedgerState, keeper: DeviceId, self: DeviceId): void {
  const role = activeDevice(state, keeper)?.role;
  if ((role === "owner" || role === "member") && !equalBytes(keeper, self)) return;
  throw new NightlatchError("vault.unfit_keeper", "the keeper is this device, a guest, a hub, or out", {
    advice: "Choose another phone or computer of an owner or family member.",
  });
}

function splitView(sources: ViewSources, { author, atMs, to }: RecordHeader): readonly SplitView[] {
  if (to.kind !== "device") return [];
  const [by, keeper] = [deviceName(sources, author), deviceName(sources, to.device)];
  return [{ madeAtMs: atMs, by, keeper, state: stateOf(sources, to.device, atMs) }];
}

/**
 * A split that seems older than the paper key is taken to be of the one before: to be told once too often to make new
 * shares is better than to rely on dead ones.
 */
function stateOf({ history, state }: ViewSources, keeper: DeviceId, madeAtMs: number): SplitView["state"] {
  const papers = activeDevices(state).filter(({ role }) => role === "paper");
  const newestAtMs = Math.max(0, ...papers.map(({ addedSeq }) => history.timeOf(addedSeq)));
  if (papers.length === 0 || madeAtMs < newestAtMs) return "paper-replaced";
  return activeDevice(state, keeper) === undefined ? "keeper-out" : "good";
}

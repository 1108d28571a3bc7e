// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Everyone who holds or ever held a key, as the screens see them. Pure. Times are what the authors of entries
 * signed; when a device was last there is taken from what it signed, never from the server.
 */
import { equalBytes } from "@nightlatch/bytes";
import { isProved } from "@nightlatch/protocol/log";
import { cameraGroups, formatId, isSettled, SETTLING_MS, type LedgerDevice } from "@nightlatch/protocol/wire";
import type { DeviceView } from "../../vault-client/vault-api.ts";
import { deviceName } from "./names.ts";
import type { ViewSources } from "./views.ts";

/** In order of joining. */
export function deviceViews(sources: ViewSources): readonly DeviceView[] {
  return [...sources.state.devices.values()]
    .sort((a, b) => a.addedSeq - b.addedSeq)
    .map((device) => deviceView(sources, device));
}

function deviceView(sources: ViewSources, device: LedgerDevice): DeviceView {
  const { history, log, nowMs, self } = sources;
  const adder = history.adderOf(device);
  const lastSeenMs = lastSeen(sources, device);
  const settlesAtMs = settlesAt(sources, device);
  return {
    ...deviceName(sources, device.id),
    isThisDevice: equalBytes(device.id, self),
    isRemoved: device.removedSeq !== undefined,
    ...ended(sources, device),
    addedAtMs: history.timeOf(device.addedSeq),
    ...(adder === undefined ? {} : { addedBy: deviceName(sources, adder) }),
    groups: readGroups(sources, device),
    cameras: device.cameras.map(formatId),
    ...(device.role === "guest" ? { untilMs: device.untilMs } : {}),
    hasExpired: device.role === "guest" && device.untilMs <= nowMs,
    ...(lastSeenMs === undefined ? {} : { lastSeenMs }),
    admission: log !== undefined && isProved(device, log) ? "proved" : "waiting",
    ...(settlesAtMs === undefined ? {} : { settlesAtMs }),
  };
}

function ended(sources: ViewSources, { id, removedSeq, leftBy }: LedgerDevice): Pick<DeviceView, "ended"> {
  if (removedSeq === undefined) return {};
  const by = sources.history.at(removedSeq)?.actor ?? id;
  const how = leftBy === "leave" ? "left" : "removed";
  return { ended: { atMs: sources.history.timeOf(removedSeq), how, by: deviceName(sources, by) } };
}

/** A hub writes for groups that it cannot read. */
function readGroups({ state }: ViewSources, device: LedgerDevice): readonly string[] {
  if (device.role === "hub") return [];
  const own = new Set(device.groups.map(formatId));
  return cameraGroups(state)
    .map(formatId)
    .filter((group) => own.has(group));
}

function lastSeen({ book, diarySeenMs, history, log, nowMs }: ViewSources, device: LedgerDevice): number | undefined {
  const key = formatId(device.id);
  const cosignedMs = log?.cosignedBy.includes(`hub/${key}`) === true ? log.witnessedMs : undefined;
  const times = [history.lastActMs(device.id), book.lastWrittenMs(device.id), diarySeenMs(key), cosignedMs];
  const newest = Math.max(...times.map((time) => time ?? 0));
  // A clock that runs ahead must not make a device seem to be there for ever.
  return newest === 0 ? undefined : Math.min(newest, nowMs);
}

function settlesAt({ nowMs }: ViewSources, device: LedgerDevice): number | undefined {
  if (device.role !== "owner" || device.removedSeq !== undefined || isSettled(device, nowMs)) return undefined;
  return device.ownerSinceMs === undefined ? undefined : device.ownerSinceMs + SETTLING_MS;
}

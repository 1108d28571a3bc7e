// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Ledger and records as the screens see them. Pure. */
import { equalBytes } from "@nightlatch/bytes";
import { activeDevices, formatId, type DeviceId, type LedgerDevice, type LedgerState } from "@nightlatch/protocol/wire";
import type { CameraView, DeviceRole, DeviceView, HouseholdView } from "../../vault-client/vault-api.ts";
import type { Entry, RecordBook } from "../records/record-book.ts";

export type ViewSources = Readonly<{
  state: LedgerState;
  book: RecordBook;
  self: DeviceId;
  isPaperChecked: boolean;
  timeOf: (seq: number) => number;
}>;

const UNNAMED: Readonly<Record<DeviceRole, string>> = {
  owner: "Unnamed device",
  member: "Unnamed device",
  hub: "Hub",
  paper: "Paper key",
};

export function householdView({ state, book, self, isPaperChecked }: ViewSources): HouseholdView {
  const device = state.devices.get(formatId(self));
  const role = device?.role ?? "member";
  return {
    lane: formatId(state.lane),
    name: book.find("household", state.lane)?.content.name ?? "Home",
    thisDevice: { id: formatId(self), name: nameOf(book, self, role), role },
    isOwner: role === "owner" && device?.removedSeq === undefined,
    isPaperChecked,
    hasHub: activeDevices(state).some((known) => known.role === "hub"),
  };
}

/** Everyone who holds or ever held a key, in order of joining. */
export function deviceViews(sources: ViewSources): readonly DeviceView[] {
  return [...sources.state.devices.values()]
    .sort((a, b) => a.addedSeq - b.addedSeq)
    .map((device) => deviceView(sources, device));
}

function deviceView({ book, self, timeOf }: ViewSources, device: LedgerDevice): DeviceView {
  return {
    id: formatId(device.id),
    name: nameOf(book, device.id, device.role),
    role: device.role,
    isThisDevice: equalBytes(device.id, self),
    isRemoved: device.removedSeq !== undefined,
    addedAtMs: timeOf(device.addedSeq),
  };
}

function nameOf(book: RecordBook, id: DeviceId, role: DeviceRole): string {
  return book.find("device", id)?.content.name ?? UNNAMED[role];
}

export function cameraViews({ state, book }: ViewSources): readonly CameraView[] {
  return book
    .all("camera")
    .filter(({ content }) => !content.removed && isHub(state, content.hub))
    .map((camera) => cameraView(book, camera))
    .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

function cameraView(book: RecordBook, { id, content }: Entry<"camera">): CameraView {
  const status = book.find("camera-status", id)?.content;
  const problem =
    status === undefined || status.code === "" ? {} : { problem: { code: status.code, advice: status.advice } };
  const video = status === undefined || status.video.width === 0 ? {} : { video: status.video };
  return {
    id: formatId(id),
    name: content.name,
    state: status?.state ?? "unknown",
    ...problem,
    ...video,
    ...(status === undefined ? {} : { sinceMs: status.sinceMs }),
    hasSound: (status?.audio ?? "") !== "",
    retention: { days: content.retentionDays, sizeBytes: content.retentionBytes },
  };
}

function isHub(state: LedgerState, id: DeviceId): boolean {
  return state.devices.get(formatId(id))?.role === "hub";
}

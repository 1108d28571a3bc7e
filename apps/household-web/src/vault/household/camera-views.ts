// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cameras as the screens see them; a guest knows those that an owner wrote to it. Pure. */
import { cameraGroups, formatId, type CameraId, type DeviceId, type LedgerState } from "@nightlatch/protocol/wire";
import type { CameraView } from "../../vault-client/vault-api.ts";
import type { Entry, RecordBook } from "../records/record-book.ts";
import type { CameraFacts } from "../clips/clip-trust.ts";

export type CameraSources = Readonly<{ state: LedgerState; book: RecordBook; self: DeviceId }>;

export function cameraViews(sources: CameraSources): readonly CameraView[] {
  const cameras = isGuest(sources) ? sharedCameraViews(sources) : ownCameraViews(sources);
  return [...cameras].sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

/** The hub that alone may speak for a camera, and since when; undefined for an unknown camera. */
export function cameraFacts(sources: CameraSources, camera: CameraId): CameraFacts | undefined {
  const { book, state, self } = sources;
  if (isGuest(sources)) {
    const shared = sharedCameras(sources).find(({ content }) => formatId(content.camera) === formatId(camera));
    const device = state.devices.get(formatId(self));
    return shared === undefined ? undefined : { hub: shared.content.hub, sinceMs: device?.addedTimeMs ?? shared.atMs };
  }
  const record = book.find("camera", camera);
  return record === undefined ? undefined : { hub: record.content.hub, sinceMs: record.atMs };
}

/** A camera that was moved has clips in more than one group. */
export function seesAllCameras(state: LedgerState, id: DeviceId): boolean {
  const own = new Set(state.devices.get(formatId(id))?.groups.map(formatId));
  return cameraGroups(state).every((group) => own.has(formatId(group)));
}

function ownCameraViews({ state, book }: CameraSources): readonly CameraView[] {
  return book
    .all("camera")
    .filter(({ content }) => !content.removed && isHub(state, content.hub))
    .map((camera) => cameraView(book, camera));
}

function cameraView(book: RecordBook, { id, content }: Entry<"camera">): CameraView {
  const status = book.find("camera-status", id)?.content;
  const problem =
    status === undefined || status.code === "" ? {} : { problem: { code: status.code, advice: status.advice } };
  const video = status === undefined || status.video.width === 0 ? {} : { video: status.video };
  return {
    id: formatId(id),
    name: content.name,
    group: formatId(content.group),
    state: status?.state ?? "unknown",
    ...problem,
    ...video,
    ...(status === undefined ? {} : { sinceMs: status.sinceMs }),
    hasSound: (status?.audio ?? "") !== "",
    retention: { days: content.retentionDays, sizeBytes: content.retentionBytes },
  };
}

/** A guest holds no epoch: what the hub says of a camera it cannot read. */
function sharedCameraViews(sources: CameraSources): readonly CameraView[] {
  return sharedCameras(sources).map(({ content }) => ({
    id: formatId(content.camera),
    name: content.name,
    group: "",
    state: "unknown",
    hasSound: false,
    retention: { days: 0, sizeBytes: 0 },
  }));
}

/** Those that the ledger, too, gives this guest. */
function sharedCameras({ book, state, self }: CameraSources): readonly Entry<"shared-camera">[] {
  const own = new Set(state.devices.get(formatId(self))?.cameras.map(formatId));
  return book
    .all("shared-camera")
    .filter(({ content }) => own.has(formatId(content.camera)) && isHub(state, content.hub));
}

function isGuest({ state, self }: CameraSources): boolean {
  return state.devices.get(formatId(self))?.role === "guest";
}

function isHub(state: LedgerState, id: DeviceId): boolean {
  return state.devices.get(formatId(id))?.role === "hub";
}

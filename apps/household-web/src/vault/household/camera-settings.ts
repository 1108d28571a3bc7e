// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cameras as their household describes them: sealed records; address and password for the hub alone. */
import { invariant, NightlatchError } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import type { CameraContent } from "@nightlatch/protocol/open";
import {
  activeDevices,
  cameraGroups,
  formatId,
  ID_BYTES,
  parseId,
  type CameraId,
  type GroupId,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import type { CameraSourceInput, Retention } from "../../vault-client/vault-api.ts";
import type { RecordBook } from "../records/record-book.ts";
import type { RecordDesk } from "../records/record-desk.ts";
import { readCameraGroup } from "./groups.ts";

export type CameraDeps = Readonly<{
  book: RecordBook;
  desk: RecordDesk;
  state: () => LedgerState;
  random: RandomSource;
}>;
export type CameraChange = Partial<
  Pick<CameraContent, "name" | "group" | "retentionDays" | "retentionBytes" | "removed">
>;
export type NewCamera = Readonly<{ name: string; source: CameraSourceInput; retention: Retention; group?: string }>;

/** The address first: a camera that is named but has none would be shown as broken. @throws vault.no_hub */
export async function addCamera({ desk, state, random }: CameraDeps, camera: NewCamera): Promise<string> {
  const id = random(ID_BYTES) as Uint8Array as CameraId;
  const group = camera.group === undefined ? firstGroup(state()) : readCameraGroup(state(), camera.group);
  const hub = activeDevices(state()).find((device) => device.role === "hub");
  if (hub === undefined) throw noHub();
  await desk.writeForDevice(id, hub.id, { kind: "camera-source", source: checkedSource(camera.source) });
  await desk.writeForGroup(id, group, {
    kind: "camera",
    name: camera.name,
    hub: hub.id,
    group,
    retentionDays: camera.retention.days,
    retentionBytes: camera.retention.sizeBytes,
    removed: false,
  });
  const { days: retentionDays, sizeBytes: retentionBytes } = camera.retention;
  await desk.writeForDevice(id, hub.id, { kind: "camera-rules", group, retentionDays, retentionBytes, removed: false });
  return formatId(id);
}

/** @throws vault.unknown_camera */
export async function changeCamera({ book, desk }: CameraDeps, camera: string, change: CameraChange): Promise<void> {
  const id = parseId<CameraId>(camera);
  const known = book.find("camera", id)?.content;
  if (known === undefined) {
    throw new NightlatchError("vault.unknown_camera", "no such camera", { advice: "Reload the list of cameras." });
  }
  const changed = { ...known, ...change };
  const { group, retentionDays, retentionBytes, removed } = changed;
  await desk.writeForGroup(id, group, changed);
  // The hub can't open what is sealed to the household: what it must obey goes to it apart.
  await desk.writeForDevice(id, known.hub, { kind: "camera-rules", group, retentionDays, retentionBytes, removed });
}

function firstGroup(state: LedgerState): GroupId {
  const [first] = cameraGroups(state);
  invariant(first !== undefined, "every household has a camera group");
  return first;
}

/** A wrong address is found out here where it can be: the hub would only say so a minute later. */
function checkedSource(source: CameraSourceInput): CameraSourceInput {
  if (source.kind === "usb") return source;
  const url = URL.canParse(source.url) ? new URL(source.url) : undefined;
  if (url?.protocol === "rtsp:" && url.hostname !== "") return source;
  throw new NightlatchError("camera.bad_address", "not an RTSP address", {
    advice: 'The address should look like rtsp://192.168.1.20:554/stream. Your camera\'s manual calls it "RTSP".',
  });
}

function noHub(): NightlatchError {
  return new NightlatchError("vault.no_hub", "no hub in the household", {
    advice: "Pair a hub first: open the link that it shows at its start.",
  });
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What guests are told of their cameras: a name and the hub, sealed to each guest, kept up by whichever owner's
 * browser is open. Nothing goes to a guest who is not proved, or whose time is over.
 */
import { isProved } from "@nightlatch/protocol/log";
import {
  activeDevices,
  sharedCameraId,
  type CameraId,
  type LedgerDevice,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import type { RecordBook } from "../records/record-book.ts";
import type { RecordDesk } from "../records/record-desk.ts";

export type SharingDeps = Readonly<{ state: LedgerState; book: RecordBook; desk: RecordDesk; nowMs: number }>;

/** Writes what is missing or older than the camera's own record. True when anything was written. */
export async function shareCameras(deps: SharingDeps): Promise<boolean> {
  let hasWritten = false;
  for (const guest of presentGuests(deps)) {
    for (const camera of guest.cameras) {
      const isWritten = await shareCamera(deps, guest, camera);
      hasWritten ||= isWritten;
    }
  }
  return hasWritten;
}

function presentGuests({ state, desk, nowMs }: SharingDeps): readonly LedgerDevice[] {
  return activeDevices(state).filter(
    (device) => device.role === "guest" && device.untilMs > nowMs && isProved(device, desk.reading.log),
  );
}

async function shareCamera({ book, desk }: SharingDeps, { id }: LedgerDevice, camera: CameraId): Promise<boolean> {
  const known = book.find("camera", camera);
  const place = sharedCameraId(camera, id);
  if (known === undefined || (book.writtenMs("shared-camera", place) ?? 0) >= known.atMs) return false;
  const { name, hub } = known.content;
  await desk.writeForDevice(place, id, { kind: "shared-camera", camera, name, hub });
  return true;
}

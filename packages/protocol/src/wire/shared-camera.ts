// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Under which id a guest finds what it is told of a camera (protocol §8). */
import { labelledHash } from "@nightlatch/crypto/hash";
import { ID_BYTES, type CameraId, type DeviceId, type Id } from "./identifiers.ts";

/** H("shared-camera", camera ‖ guest), first 16 bytes: one record for each camera and guest. */
export function sharedCameraId(camera: CameraId, guest: DeviceId): Id {
  return labelledHash("shared-camera", camera, guest).slice(0, ID_BYTES) as Uint8Array as Id;
}

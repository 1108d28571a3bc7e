// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A USB camera, captured and encoded in the decoder process. */
import { NightlatchError } from "@nightlatch/errors";
import type { CameraDeps, SourceEvent, UsbSource } from "../camera-source.ts";
import { CameraError } from "../errors.ts";

/** A device file, or a stable link to one. Never an option or an address for the capture library. */
const DEVICE_PATTERN = /^\/dev\/(?:video\d{1,3}|v4l\/by-(?:id|path)\/[\w.:+-]{1,200})$/;

/** @throws camera.bad_address, camera.usb_failed */
export async function* openUsbCamera(
  source: UsbSource,
  deps: CameraDeps,
): AsyncGenerator<SourceEvent, void, undefined> {
  const { decoder } = deps;
  if (!decoder) throw new CameraError("camera.usb_failed", "this hub runs without a decoder");
  if (!DEVICE_PATTERN.test(source.device)) {
    throw new CameraError("camera.bad_address", "not a video device", {
      advice: "A USB camera is named like /dev/video0.",
    });
  }
  try {
    yield* decoder.openUsb(source.device, deps.signal);
  } catch (cause) {
    if (!(cause instanceof NightlatchError)) throw cause;
    throw new CameraError("camera.usb_failed", `the USB camera failed (${cause.code})`, { cause });
  }
}

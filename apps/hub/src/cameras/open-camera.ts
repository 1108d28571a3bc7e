// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The one door to every kind of camera. */
import type { CameraDeps, CameraSource, SourceEvent } from "./camera-source.ts";
import { openFile } from "./file/file-source.ts";
import { openRtsp } from "./rtsp/rtsp-source.ts";
import { openUsbCamera } from "./usb/usb-source.ts";

/**
 * Opens once, at the first read. Ends only by throwing a CameraError, when `signal` aborts, or at the end of a file
 * that is not looped. Leaving the loop closes the camera.
 */
export function openCamera(source: CameraSource, deps: CameraDeps): AsyncGenerator<SourceEvent, void, undefined> {
  switch (source.kind) {
    case "rtsp":
      return openRtsp(source, deps);
    case "file":
      return openFile(source, deps);
    case "usb":
      return openUsbCamera(source, deps);
  }
}

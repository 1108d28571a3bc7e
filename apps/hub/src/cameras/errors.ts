// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Everything that can be wrong with a camera, in words that its owner can act on. */
import { NightlatchError } from "@nightlatch/errors";

const ADVICE = {
  "camera.bad_address": "Check the camera's address; it looks like rtsp://192.168.1.20:554/stream1.",
  "camera.unreachable": "Check that the camera has power, is on the same network, and that its address is right.",
  "camera.untrusted_certificate":
    "The camera's certificate is not one the hub trusts. Give the hub the camera's certificate authority.",
  "camera.not_rtsp": "What answers at this address is not a camera stream. Check the port; most cameras use 554.",
  "camera.refused_password": "Check the camera's user name and password. Some cameras have their own for streams.",
  "camera.not_found": "The camera does not know this stream. Check the path behind its address in its manual.",
  "camera.refused": "The camera refuses to stream now. Close other apps that watch it, or restart it.",
  "camera.redirected": "The camera says that its stream lives elsewhere. Enter that address instead, if you trust it.",
  "camera.no_video": "This stream has no picture. Choose the camera's main stream.",
  "camera.unsupported_codec": "Set the camera's video format to H.264 in its own settings.",
  "camera.silent": "The camera is connected but sends no picture. Restart it, and check its network cable or Wi-Fi.",
  "camera.disconnected": "The camera closed the connection. It is tried again; if this repeats, restart the camera.",
  "camera.bad_stream":
    "The camera's stream is damaged. Restart it and update its software; set a key frame (I-frame) every 1-4 seconds.",
  "camera.file_unreadable": "Check that the file exists, that the hub may read it, and that it is a video file.",
  "camera.usb_failed": "Check that the USB camera is plugged in, and that no other program uses it.",
} as const;

export type CameraErrorCode = keyof typeof ADVICE;

/** A camera failed. `message` may name the protocol's detail; it never holds a password. `advice` is for the household. */
export class CameraError extends NightlatchError<CameraErrorCode> {
  declare readonly advice: string;

  constructor(code: CameraErrorCode, message: string, options: Readonly<{ cause?: unknown; advice?: string }> = {}) {
    super(code, message, { ...options, advice: options.advice ?? ADVICE[code] });
    this.name = "CameraError";
  }
}

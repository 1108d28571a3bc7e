// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What one camera of this hub is to be: where it is read from, and how long it is kept. */
import type { CameraSourceContent } from "@nightlatch/protocol/open";
import type { CameraId } from "@nightlatch/protocol/wire";
import type { CameraSource } from "../cameras/index.ts";
import type { Retention } from "../uplink/retention.ts";

export type CameraPlan = Readonly<{ camera: CameraId; source: CameraSource }>;

/** A camera that the hub's own configuration names. */
export type ConfiguredCamera = Readonly<{ name: string; source: CameraSource; retention: Retention }>;

/** Undefined when the owner took the camera away. */
export function sourceOf(source: CameraSourceContent["source"]): CameraSource | undefined {
  switch (source.kind) {
    case "none":
      return undefined;
    case "file":
      return { kind: "file", path: source.path, loop: true };
    case "usb":
      return { kind: "usb", device: source.device };
    case "rtsp": {
      const { kind, url, username, password } = source;
      return username === "" ? { kind, url } : { kind, url, username, password };
    }
  }
}

export function isSamePlan(a: CameraPlan, b: CameraPlan): boolean {
  return JSON.stringify(a.source) === JSON.stringify(b.source);
}

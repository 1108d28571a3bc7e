// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The closed codes of the demo camera. */
import { NightlatchError } from "@nightlatch/errors";

export type DemoCameraErrorCode =
  /** The file is missing, damaged, or has no pictures. */
  | "demo_camera.unreadable_movie"
  /** The file is fine, but holds a codec that this camera cannot send. */
  | "demo_camera.unsupported_codec"
  /** A command line word or an option that makes no sense. */
  | "demo_camera.bad_argument"
  /** The port is taken or not ours to open. */
  | "demo_camera.cannot_listen";

export class DemoCameraError extends NightlatchError<DemoCameraErrorCode> {}

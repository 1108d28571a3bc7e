// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Parameter sets to a track. */
import { h264Track, h265Track, type VideoTrack } from "@nightlatch/media/elementary";
import { CameraError } from "../errors.ts";
import type { ParameterSetList } from "./parameter-sets.ts";

/**
 * The camera writes these sets, and can claim a picture of any size in them.
 * @throws media.bad_parameter_sets, camera.bad_stream when there are none
 */
export function buildVideoTrack(codec: VideoTrack["codec"], { vps, sps, pps }: ParameterSetList): VideoTrack {
  if (sps.length === 0) throw new CameraError("camera.bad_stream", "a keyframe came without parameter sets");
  return codec === "h264" ? h264Track([...sps, ...pps]) : h265Track([...vps, ...sps, ...pps]);
}

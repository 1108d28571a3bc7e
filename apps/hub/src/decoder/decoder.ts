// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The port to everything that decodes or encodes pictures. Codec libraries parse bytes that a camera chose and
 * may crash natively, so the adapter (`decoder-client.ts`) keeps them in a process of their own.
 */
import type { Sample, Track, VideoTrack } from "@nightlatch/media/elementary";

export type UsbEvent =
  Readonly<{ kind: "tracks"; tracks: readonly Track[] }> | Readonly<{ kind: "sample"; sample: Sample }>;

export type Decoder = Readonly<{
  /**
   * A JPEG, at most 320 px wide, of one keyframe (`data` of a Sample).
   * @throws decoder.busy | decoder.failed | decoder.timeout
   */
  thumbnail(track: VideoTrack, keyframeData: Uint8Array): Promise<Uint8Array>;
  /**
   * Captures a V4L2 device ("/dev/video0") as H.264, until the signal aborts.
   * @throws decoder.busy | decoder.failed | decoder.timeout, from the iteration
   */
  openUsb(device: string, signal: AbortSignal): AsyncIterable<UsbEvent>;
  [Symbol.asyncDispose](): Promise<void>;
}>;

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The decoder port on supervised child processes: one, kept, for thumbnails; one a USB camera. Whatever the
 * libraries do to their process, the hub gets an error with a code, and the next request a new process.
 */
import type { Clock } from "../ports/clock.ts";
import type { CaptureInput } from "./decoder-messages.ts";
import type { Decoder } from "./decoder.ts";
import { readCapture } from "./capture-reader.ts";
import { ThumbnailQueue } from "./thumbnail-queue.ts";

export type DecoderOptions = Readonly<{
  clock: Clock;
  /** FFmpeg's input that devices are opened with; "lavfi" gives a drawn picture without a camera. */
  captureFormat?: CaptureInput["format"];
  thumbnailTimeoutMs?: number;
  /** No picture from a device for this long is a failure. */
  captureSilenceMs?: number;
}>;

export function createDecoder(options: DecoderOptions): Decoder {
  const { clock, captureFormat = "v4l2", thumbnailTimeoutMs = 5_000, captureSilenceMs = 10_000 } = options;
  const thumbnails = new ThumbnailQueue(clock, thumbnailTimeoutMs);
  const disposed = new AbortController();
  return {
    thumbnail: (track, keyframeData) => thumbnails.request(track, keyframeData),
    openUsb: (device, signal) =>
      readCapture(
        { format: captureFormat, url: device },
        { clock, silenceMs: captureSilenceMs, signal: AbortSignal.any([signal, disposed.signal]) },
      ),
    [Symbol.asyncDispose]: async () => {
      disposed.abort();
      await thumbnails.dispose();
    },
  };
}

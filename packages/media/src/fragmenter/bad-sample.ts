// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What no fragment is made of. */
import type { Sample } from "../elementary/track.ts";
import { MediaError } from "../errors.ts";

/** A fragment must fit a sealed frame of 8 MiB, boxes and sealing included. */
const MAX_VIDEO_BYTES = 8 * 1024 * 1024 - 4096;
const MAX_AUDIO_BYTES = 64 * 1024;
/** 2099: NTP's second era, in which prft writes the time, ends soon after. */
const MAX_UNIX_MS = 4_070_908_800_000;

/** @throws media.bad_sample */
export function assertSample({ kind, data, presentationTime, captureTimeMs }: Sample): void {
  const maxBytes = kind === "video" ? MAX_VIDEO_BYTES : MAX_AUDIO_BYTES;
  if (data.length < 1 || data.length > maxBytes) throw badSample(`a sample of ${data.length} bytes`);
  if (!Number.isSafeInteger(Math.round(presentationTime))) throw badSample("a presentation time that is no number");
  if (!(captureTimeMs >= 0 && captureTimeMs <= MAX_UNIX_MS)) throw badSample("a capture time that is no time");
}

export function badSample(message: string): MediaError {
  return new MediaError("media.bad_sample", message);
}

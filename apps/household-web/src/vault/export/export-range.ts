// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A stretch of time of one camera as one MP4 file. Every clip in it is proven before it goes in. */
import { NightlatchError } from "@nightlatch/errors";
import { ExactDurations, parseFragment, parseInitSegment } from "@nightlatch/media/mp4";
import type { Track } from "@nightlatch/media/elementary";
import type { ClipView, ExportInput, ExportProgress } from "../../vault-client/vault-api.ts";
import type { ClipLibrary } from "../clips/clip-library.ts";
import { timelineOriginMs } from "../codecs/timeline-origin.ts";
import { readClip } from "../clips/read-clip.ts";
import { Mp4File } from "./mp4-file.ts";

/**
 * Begins at the key frame at or before `fromMs`; ends at `toMs`. Gaps become a jump.
 * @throws export.nothing_recorded | export.format_changed | export.cancelled | clip.*
 */
export async function exportRange(
  library: ClipLibrary,
  { camera, fromMs, toMs }: ExportInput,
  onProgress: (progress: ExportProgress) => void,
  signal: AbortSignal | undefined,
): Promise<Blob> {
  const { clips } = await library.timeline(camera, fromMs, toMs);
  const wanted = clips.filter((clip) => clip.endMs > fromMs && clip.startMs < toMs);
  let file: Mp4File | undefined;
  try {
    for (const clip of wanted) {
      file = await addClip(library, file, clip, { fromMs, toMs, signal }, (atMs) =>
        onProgress({ fraction: Math.min(1, Math.max(0, (atMs - fromMs) / (toMs - fromMs))) }),
      );
    }
    if (file === undefined) throw nothingRecorded();
    const blob = await file.finish();
    onProgress({ fraction: 1 });
    return blob;
  } catch (error) {
    await file?.cancel();
    throw error;
  }
}

type Range = Readonly<{ fromMs: number; toMs: number; signal: AbortSignal | undefined }>;

async function addClip(
  library: ClipLibrary,
  existing: Mp4File | undefined,
  clip: ClipView,
  { fromMs, toMs, signal }: Range,
  onReached: (atMs: number) => void,
): Promise<Mp4File | undefined> {
  const source = await library.open(clip.id);
  let file = existing;
  let tracks: readonly Track[] = [];
  const durations = new ExactDurations();
  let hasStarted = false;
  for await (const piece of readClip(source, Math.max(fromMs, clip.startMs))) {
    if (signal?.aborted === true) throw cancelled();
    if (piece.kind === "init") tracks = parseInitSegment(piece.bytes);
    if (piece.kind !== "fragment") continue;
    const { parsed } = piece;
    if (parsed.captureTimeMs >= toMs) break;
    if (!hasStarted) {
      // Sound in front of the first key frame has no picture to go with.
      if (!piece.startsGop) continue;
      file ??= await Mp4File.start(tracks);
      file.startClip(tracks, timelineOriginMs(parsed, tracks), parsed.captureTimeMs);
      hasStarted = true;
    }
    for (const bytes of durations.push(piece.bytes)) await file?.add(parseFragment(bytes));
    onReached(parsed.captureTimeMs);
  }
  for (const bytes of durations.flush()) await file?.add(parseFragment(bytes));
  return file;
}

function nothingRecorded(): NightlatchError {
  return new NightlatchError("export.nothing_recorded", "no recording in the range", {
    advice: "Nothing was recorded in this range. Choose a part of the timeline with a bar.",
  });
}

function cancelled(): NightlatchError {
  return new NightlatchError("export.cancelled", "the export was cancelled", {
    advice: "Start it again when you like.",
  });
}

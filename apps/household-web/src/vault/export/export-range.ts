// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A stretch of time of one camera as one MP4 file. Every fragment in it is proven by its own seal; a clip that
 * has a problem stays out, and what stays out or is missing is told: a video that looks whole must be whole.
 */
import { NightlatchError } from "@nightlatch/errors";
import { ExactDurations, parseFragment, parseInitSegment } from "@nightlatch/media/mp4";
import type { Track } from "@nightlatch/media/elementary";
import type {
  ClipView,
  ExportedVideo,
  ExportInput,
  ExportProgress,
  LeftOut,
  Problem,
  Timeline,
} from "../../vault-client/vault-api.ts";
import type { ClipLibrary } from "../clips/clip-library.ts";
import { HUB_BEHIND } from "../clips/epoch-watch.ts";
import { timelineOriginMs } from "../codecs/timeline-origin.ts";
import { readClip } from "../clips/read-clip.ts";
import { Mp4File } from "./mp4-file.ts";
import { provenClip, type Stretch } from "./proven-clip.ts";

/**
 * Begins at the key frame at or before `fromMs`; ends at `toMs`. Gaps become a jump.
 * `entries`: the household's history, which a proof shows its hub by.
 * @throws export.nothing_recorded | export.nothing_proven | export.format_changed | export.cancelled | clip.*
 */
export async function exportRange(
  library: ClipLibrary,
  { camera, fromMs, toMs }: ExportInput,
  onProgress: (progress: ExportProgress) => void,
  signal: AbortSignal | undefined,
  entries: readonly Uint8Array[] = [],
): Promise<ExportedVideo> {
  const timeline = await library.timeline(camera, fromMs, toMs);
  const wanted = timeline.clips.filter((clip) => isIn(clip, { fromMs, toMs }) && isReliable(clip));
  const leftOut = leftOutOf(timeline, { fromMs, toMs });
  let file: Mp4File | undefined;
  try {
    for (const clip of wanted) {
      file = await addClip(library, file, clip, { fromMs, toMs, signal }, (atMs) =>
        onProgress({ fraction: Math.min(1, Math.max(0, (atMs - fromMs) / (toMs - fromMs))) }),
      );
    }
    if (file === undefined) throw leftOut[0] === undefined ? nothingRecorded() : nothingProven(leftOut[0]);
    const video = await file.finish();
    const proven = await proveOne(library, wanted, entries, { fromMs, toMs });
    onProgress({ fraction: 1 });
    return { video, leftOut, ...(proven === undefined ? {} : { proven }) };
  } catch (error) {
    await file?.cancel();
    throw error;
  }
}

/** The proof asks for the whole clip, the video for its stretch alone: where that fails, the video stands without it. */
async function proveOne(
  library: ClipLibrary,
  [only, ...more]: readonly ClipView[],
  entries: readonly Uint8Array[],
  stretch: Stretch,
): Promise<Blob | undefined> {
  if (only === undefined || more.length > 0) return undefined;
  try {
    return await provenClip(await library.open(only.id), entries, stretch);
  } catch (error) {
    if (error instanceof NightlatchError) return undefined;
    throw error;
  }
}

/** What a whole video would have had, and this one has not, by time. */
export function leftOutOf(
  { clips, gaps }: Timeline,
  range: Readonly<{ fromMs: number; toMs: number }>,
): readonly LeftOut[] {
  const doubtful = clips.flatMap((clip) =>
    clip.problem === undefined || isReliable(clip)
      ? []
      : [{ fromMs: clip.startMs, toMs: clip.endMs, problem: clip.problem }],
  );
  const lost = gaps.flatMap(({ reason, ...span }) => (reason === "missing" ? [{ ...span, problem: MISSING }] : []));
  return [...doubtful, ...lost]
    .filter((one) => isIn({ startMs: one.fromMs, endMs: one.toMs }, range))
    .map((one) => ({ ...one, fromMs: Math.max(one.fromMs, range.fromMs), toMs: Math.min(one.toMs, range.toMs) }))
    .sort((a, b) => a.fromMs - b.fromMs);
}

/** A hub that was not told of a change has recorded the truth all the same. */
function isReliable(clip: ClipView): boolean {
  return clip.problem === undefined || clip.problem.code === HUB_BEHIND.code;
}

function isIn(clip: Pick<ClipView, "startMs" | "endMs">, range: Readonly<{ fromMs: number; toMs: number }>): boolean {
  return clip.endMs > range.fromMs && clip.startMs < range.toMs;
}

const MISSING: Problem = {
  code: "export.missing",
  advice: "The server does not have what your hub recorded then, or not your hub's word that there was nothing.",
};

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

function nothingProven({ problem }: LeftOut): NightlatchError {
  return new NightlatchError("export.nothing_proven", "nothing in the range can be relied on", {
    advice: `Nothing in this range can be relied on, so no video was made. ${problem.advice}`,
  });
}

function cancelled(): NightlatchError {
  return new NightlatchError("export.cancelled", "the export was cancelled", {
    advice: "Start it again when you like.",
  });
}

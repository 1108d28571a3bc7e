// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A stretch of time of one camera as a video file with proof of where it comes from (protocol §14). Every fragment
 * in it is proven by its own seal; a clip that has a problem stays out, and what stays out or is missing is told: a video
 * that looks whole must be whole.
 */
import { NightlatchError } from "@nightlatch/errors";
import type {
  ClipView,
  ExportedFile,
  ExportedVideo,
  ExportInput,
  ExportProgress,
  LeftOut,
  Problem,
  Timeline,
} from "../../vault-client/vault-api.ts";
import type { ClipLibrary } from "../clips/clip-library.ts";
import { HUB_BEHIND } from "../clips/epoch-watch.ts";
import { readStretch } from "./clip-stretch.ts";
import { ExportFile, type ProvingHousehold } from "./export-file.ts";

/**
 * Begins at the key frame at or before `fromMs`; ends at `toMs`. Gaps become a jump. One file, or as many as it takes.
 * @throws export.nothing_recorded | export.nothing_proven | export.cancelled | clip.*
 */
export async function exportRange(
  library: ClipLibrary,
  { camera, fromMs, toMs }: ExportInput,
  onProgress: (progress: ExportProgress) => void,
  signal: AbortSignal | undefined,
  household: Omit<ProvingHousehold, "diaryBetween">,
): Promise<ExportedVideo> {
  const timeline = await library.timeline(camera, fromMs, toMs);
  const wanted = timeline.clips.filter((clip) => isIn(clip, { fromMs, toMs }) && isReliable(clip));
  const leftOut = leftOutOf(timeline, { fromMs, toMs });
  const proving = { ...household, diaryBetween: (from: number, to: number) => library.diaryBetween(camera, from, to) };
  const files: ExportedFile[] = [];
  let file: ExportFile | undefined;
  for (const { id } of wanted) {
    const stretch = await readStretch(await library.open(id), { fromMs, toMs }, (atMs) => {
      if (signal?.aborted === true) throw cancelled();
      onProgress({ fraction: Math.min(1, Math.max(0, (atMs - fromMs) / (toMs - fromMs))) });
    });
    if (stretch === undefined) continue;
    const why = file?.whyNot(stretch);
    if (file !== undefined && why === undefined) {
      file.add(stretch);
      continue;
    }
    if (file !== undefined) files.push(file.finish(proving));
    file = new ExportFile(stretch, why);
  }
  if (file === undefined) throw leftOut[0] === undefined ? nothingRecorded() : nothingProven(leftOut[0]);
  files.push(file.finish(proving));
  onProgress({ fraction: 1 });
  return { files, leftOut };
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

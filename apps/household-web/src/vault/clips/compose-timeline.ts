// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a timeline shows, from what the server lists and what the hub signed. The server can make clips vanish;
 * the diary then shows where. Pure.
 */
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import type { ClipOpening, Manifest } from "@nightlatch/protocol/wire";
import { formatId } from "@nightlatch/protocol/wire";
import type { ClipView, GapView, Problem, Timeline } from "../../vault-client/vault-api.ts";

/** A clip as the server lists it, decoded. `lastMs`: how far an unfinished clip has come. */
export type ListedClip = Readonly<{
  opening: ClipOpening;
  manifest?: Manifest;
  sizeBytes: number;
  lastMs: number;
  /** Set when an unfinished clip's own signature is wrong. */
  problem?: Problem;
}>;

export type TimelineInput = Readonly<{
  camera: string;
  fromMs: number;
  toMs: number;
  clips: readonly ListedClip[];
  /** Proven diary items of the time shown; undefined when the server's diary did not hold. */
  diary: readonly Manifest[] | undefined;
  /** Clips that ended before this were due to be deleted: their absence is no gap. */
  keptSinceMs: number;
}>;

const BROKEN: Problem = {
  code: "manifest.broken_chain",
  advice: "The list of recordings from the server does not match what your hub signed.",
};

export function composeTimeline(input: TimelineInput): Timeline {
  const clips = input.clips.map((clip) => clipView(input, clip)).sort((a, b) => a.startMs - b.startMs);
  const gaps = [...signedGaps(input), ...missingClips(input)].sort((a, b) => a.fromMs - b.fromMs);
  return { clips, gaps };
}

function clipView({ camera, diary }: TimelineInput, clip: ListedClip): ClipView {
  const { header } = clip.opening;
  const content = clip.manifest?.content.kind === "clip" ? clip.manifest.content : undefined;
  const problem = clip.problem ?? (content === undefined ? undefined : problemOf(clip, diary));
  return {
    id: formatId(header.clip),
    camera,
    startMs: header.startMs,
    endMs: content?.endMs ?? clip.lastMs,
    isComplete: content !== undefined,
    isCut: content?.cut ?? false,
    sizeBytes: clip.sizeBytes,
    ...(problem === undefined ? {} : { problem }),
  };
}

/** The clip's own header must be the one that the proven diary names. */
function problemOf(clip: ListedClip, diary: TimelineInput["diary"]): Problem | undefined {
  const proven = diary?.some(
    ({ n, content }) =>
      n === clip.manifest?.n &&
      content.kind === "clip" &&
      equalBytes(content.header, clip.opening.headerHash) &&
      equalBytes(content.clip, clip.opening.header.clip),
  );
  return proven === true ? undefined : BROKEN;
}

function signedGaps({ diary, fromMs, toMs }: TimelineInput): readonly GapView[] {
  return (diary ?? []).flatMap(({ content }) =>
    content.kind === "gap" && content.toMs > fromMs && content.fromMs < toMs
      ? [{ fromMs: content.fromMs, toMs: content.toMs, reason: content.reason }]
      : [],
  );
}

function missingClips({ diary, clips, fromMs, toMs, keptSinceMs }: TimelineInput): readonly GapView[] {
  const listed = new Set(clips.map(({ opening }) => encodeBase64url(opening.header.clip)));
  return (diary ?? []).flatMap(({ content }) => {
    if (content.kind !== "clip" || listed.has(encodeBase64url(content.clip))) return [];
    const isShown = content.endMs > fromMs && content.startMs < toMs && content.endMs > keptSinceMs;
    return isShown ? [{ fromMs: content.startMs, toMs: content.endMs, reason: "missing" as const }] : [];
  });
}

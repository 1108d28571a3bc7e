// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a timeline shows, from what the server lists and what the hub signed. Times and ends of clips come from
 * the proven diary alone; the list only says what can be fetched. The server can make clips vanish; the diary then
 * shows where. Pure.
 */
import { equalBytes } from "@nightlatch/bytes";
import { formatId, type ClipContent, type ClipOpening } from "@nightlatch/protocol/wire";
import type { ClipView, GapView, Problem, Timeline } from "../../vault-client/vault-api.ts";
import type { DiaryReading, Span } from "./camera-diary.ts";
import { clipProblem } from "./clip-errors.ts";
import type { DiaryItem } from "./diary-item.ts";

/** A clip as the server lists it. `lastMs`: how far an unfinished clip has come. */
export type ListedClip = Readonly<{
  opening: ClipOpening;
  /** What the server says that the hub signed: believed only if the diary has the same bytes. */
  signedManifest?: Uint8Array;
  sizeBytes: number;
  lastMs: number;
  /** What is wrong with the clip itself, whatever the diary says. */
  problem?: Problem;
}>;

export type TimelineInput = Readonly<{
  camera: string;
  fromMs: number;
  toMs: number;
  nowMs: number;
  clips: readonly ListedClip[];
  /** Undefined when the server's diary did not hold. */
  diary: DiaryReading | undefined;
  /** Clips that ended before this were due to be deleted: their absence is no gap. */
  keptSinceMs: number;
  /** False for a device that is not given every clip of the camera: one that is absent may be none of its own. */
  seesAll: boolean;
}>;

/** A clip lasts a minute, and is signed when the server has all of it. An older one must be in the diary. */
export const SIGNED_WITHIN_MS = 120_000;

type ClipItem = Readonly<{ item: DiaryItem; content: ClipContent }>;

export function composeTimeline(input: TimelineInput): Timeline {
  const named = clipItems(input.diary);
  const clips = input.clips.map((clip) => clipView(input, named, clip)).sort((a, b) => a.startMs - b.startMs);
  const gaps = [...signedGaps(input), ...missingClips(input, named), ...missingTime(input, clips)];
  return { clips, gaps: gaps.sort((a, b) => a.fromMs - b.fromMs) };
}

/** The diary's own item must be of this very clip, of the same hub. */
export function isItemOf({ manifest }: DiaryItem, { header, headerHash }: ClipOpening): boolean {
  return (
    manifest.content.kind === "clip" &&
    equalBytes(manifest.content.clip, header.clip) &&
    equalBytes(manifest.content.header, headerHash) &&
    equalBytes(manifest.hub, header.hub) &&
    equalBytes(manifest.camera, header.camera)
  );
}

function clipItems(diary: DiaryReading | undefined): ReadonlyMap<string, ClipItem> {
  const named = new Map<string, ClipItem>();
  for (const item of diary?.items ?? []) {
    const { content } = item.manifest;
    if (content.kind === "clip") named.set(formatId(content.clip), { item, content });
  }
  return named;
}

function clipView(input: TimelineInput, named: ReadonlyMap<string, ClipItem>, clip: ListedClip): ClipView {
  const { header } = clip.opening;
  const id = formatId(header.clip);
  const own = named.get(id);
  const problem = clip.problem ?? problemOf(input, clip, own?.item);
  return {
    id,
    camera: input.camera,
    startMs: header.startMs,
    endMs: own?.content.endMs ?? clip.lastMs,
    isComplete: own !== undefined,
    isCut: own?.content.cut ?? false,
    sizeBytes: clip.sizeBytes,
    ...(problem === undefined ? {} : { problem }),
  };
}

function problemOf({ nowMs }: TimelineInput, clip: ListedClip, item: DiaryItem | undefined): Problem | undefined {
  const { opening, signedManifest } = clip;
  if (item === undefined) {
    if (signedManifest !== undefined) return clipProblem("manifest.broken_chain");
    return nowMs - opening.header.startMs > SIGNED_WITHIN_MS ? clipProblem("clip.unsigned") : undefined;
  }
  const isSame = signedManifest === undefined || equalBytes(signedManifest, item.signed);
  return isSame && isItemOf(item, opening) ? undefined : clipProblem("manifest.broken_chain");
}

function signedGaps({ diary, fromMs, toMs }: TimelineInput): readonly GapView[] {
  return (diary?.items ?? []).flatMap(({ manifest: { content } }) =>
    content.kind === "gap" && content.toMs > fromMs && content.fromMs < toMs
      ? [{ fromMs: content.fromMs, toMs: content.toMs, reason: content.reason }]
      : [],
  );
}

function missingClips(input: TimelineInput, named: ReadonlyMap<string, ClipItem>): readonly GapView[] {
  const { clips, fromMs, toMs, keptSinceMs, seesAll } = input;
  if (!seesAll) return [];
  const listed = new Set(clips.map(({ opening }) => formatId(opening.header.clip)));
  return [...named].flatMap(([id, { content }]) => {
    if (listed.has(id)) return [];
    const isShown = content.endMs > fromMs && content.startMs < toMs && content.endMs > keptSinceMs;
    return isShown ? [{ fromMs: content.startMs, toMs: content.endMs, reason: "missing" as const }] : [];
  });
}

/** Time without a word of the hub. A diary that did not hold says nothing about any of it. */
function missingTime(
  { diary, fromMs, toMs, nowMs, keptSinceMs }: TimelineInput,
  clips: readonly ClipView[],
): readonly GapView[] {
  const spans = diary?.missing ?? [{ fromMs: Math.max(fromMs, keptSinceMs), toMs: Math.min(toMs, nowMs) }];
  return spans.flatMap((span) => withoutClips(span, clips)).map((span) => ({ ...span, reason: "missing" as const }));
}

/** @param clips by start */
function withoutClips(span: Span, clips: readonly ClipView[]): readonly Span[] {
  const left: Span[] = [];
  let fromMs = span.fromMs;
  for (const clip of clips) {
    if (clip.startMs > fromMs) left.push({ fromMs, toMs: Math.min(clip.startMs, span.toMs) });
    fromMs = Math.max(fromMs, clip.endMs);
  }
  left.push({ fromMs, toMs: span.toMs });
  return left.filter((one) => one.toMs - one.fromMs > SEAM_MS);
}

/** Between two clips of one recording. */
const SEAM_MS = 1000;

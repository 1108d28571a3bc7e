// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Reads a stored clip in order, from any time on, and proves it: each fragment by its seal and number, a whole
 * clip by the hub's signed Merkle root. The server's parts are attacker-controlled. Nothing is left out silently:
 * a hole, a shortened end or changed bytes end the reading with an error.
 */
import { equalBytes } from "@nightlatch/bytes";
import { MerkleAccumulator } from "@nightlatch/crypto/merkle";
import { parseFragment, type ParsedFragment } from "@nightlatch/media/mp4";
import type { OpenedFragment } from "@nightlatch/protocol/open";
import { readFragmentHead, splitFrames, TRACKS, type ClipContent, type DeviceId } from "@nightlatch/protocol/wire";
import { ClipError } from "./clip-errors.ts";

export type ClipPart = Readonly<{ index: number; /** Known once the hub has signed the clip. */ startMs?: number }>;

export type ClipSource = Readonly<{
  parts: readonly ClipPart[];
  /** Absent while the hub is still recording. */
  signed?: ClipContent;
  /** The hub must have signed it by now: an end without its word is no end. */
  isOverdue?: boolean;
  readPart: (index: number) => Promise<Uint8Array>;
  openFragment: (frame: Uint8Array) => Promise<OpenedFragment>;
  /** What an export proves its origin with; there as soon as `signed` is. */
  provenance?: ClipProvenance;
}>;

export type ClipProvenance = Readonly<{
  header: Uint8Array;
  /** Whose signed item of the camera's diary speaks of it, and which. */
  hub: DeviceId;
  n: number;
  saltOf: (sequence: number) => Uint8Array;
}>;

export type ClipPiece =
  | Readonly<{ kind: "init"; bytes: Uint8Array }>
  | Readonly<{ kind: "fragment"; bytes: Uint8Array; startsGop: boolean; parsed: ParsedFragment }>
  /** `isProven`: read from its first byte and equal to what the hub signed. */
  | Readonly<{ kind: "end"; isProven: boolean }>;

/**
 * The init segment, then every fragment from the last key frame at or before `fromMs`.
 * @throws clip.fragment_missing | clip.cut_short | clip.not_as_signed | clip.no_picture | clip.unsigned | crypto.open_failed
 */
export async function* readClip(source: ClipSource, fromMs: number): AsyncGenerator<ClipPiece> {
  if (source.parts.length === 0 && source.signed === undefined) {
    // Announced a moment ago; its first part is still on the way.
    yield { kind: "end", isProven: prove(source, 0, undefined) };
    return;
  }
  const init = await readInit(source);
  yield { kind: "init", bytes: init.plain };
  const start = await findStart(source, fromMs);
  const tree = new MerkleAccumulator();
  const readsAll = start.sequence === 1;
  if (readsAll) tree.append(init.sealedLeaf);

  let expected = start.sequence;
  for await (const frame of framesFrom(source, start.partIndex)) {
    const sequence = readFragmentHead(frame)?.sequence ?? 0;
    if (sequence < start.sequence) continue;
    if (sequence !== expected) throw new ClipError("clip.fragment_missing", `fragment ${expected} is missing`);
    const opened = await source.openFragment(frame);
    if (readsAll) tree.append(opened.sealedLeaf);
    yield { kind: "fragment", bytes: opened.plain, startsGop: opened.startsGop, parsed: parseFragment(opened.plain) };
    expected += 1;
  }
  yield { kind: "end", isProven: prove(source, expected, readsAll ? tree : undefined) };
}

function prove({ signed, isOverdue }: ClipSource, count: number, tree: MerkleAccumulator | undefined): boolean {
  if (signed === undefined && isOverdue === true) throw new ClipError("clip.unsigned", "the hub signed no end");
  if (signed === undefined) return false;
  if (count < signed.count) throw new ClipError("clip.cut_short", `${count} of ${signed.count} fragments`);
  if (count > signed.count) throw new ClipError("clip.not_as_signed", "more fragments than the hub signed for");
  if (tree === undefined) return false;
  if (!equalBytes(tree.root(), signed.sealedRoot)) throw new ClipError("clip.not_as_signed", "another Merkle root");
  return true;
}

async function readInit(source: ClipSource): Promise<OpenedFragment> {
  const [first] = splitFrames(await source.readPart(0)).frames;
  if (first === undefined) throw new ClipError("clip.no_picture", "the clip is empty");
  const opened = await source.openFragment(first);
  if (opened.track !== TRACKS.init) throw new ClipError("clip.fragment_missing", "the init segment is missing");
  return opened;
}

type Start = Readonly<{ partIndex: number; sequence: number }>;

/** Looks for the last key frame that is not after `fromMs`, backwards from the part that holds that time. */
async function findStart(source: ClipSource, fromMs: number): Promise<Start> {
  let firstKeyframe: Start | undefined;
  for (let at = lastPartBefore(source.parts, fromMs); at >= 0; at -= 1) {
    const { before, first } = await keyframesIn(source, at, fromMs);
    if (before !== undefined) return before;
    firstKeyframe = first ?? firstKeyframe;
  }
  if (firstKeyframe === undefined) throw new ClipError("clip.no_picture", "no key frame");
  // The clip begins after `fromMs`: play it from its beginning, sound and all.
  return { partIndex: 0, sequence: 1 };
}

function lastPartBefore(parts: readonly ClipPart[], fromMs: number): number {
  // Unsigned parts carry no times: such a clip is young and short, and read from its start.
  const found = parts.findLastIndex((part) => part.startMs !== undefined && part.startMs <= fromMs);
  return found === -1 && parts.every((part) => part.startMs === undefined) ? parts.length - 1 : Math.max(found, 0);
}

async function keyframesIn(
  source: ClipSource,
  partIndex: number,
  fromMs: number,
): Promise<Readonly<{ before?: Start; first?: Start }>> {
  let before: Start | undefined;
  let first: Start | undefined;
  for (const frame of splitFrames(await source.readPart(partIndex)).frames) {
    const head = readFragmentHead(frame);
    if (head?.startsGop !== true) continue;
    const start = { partIndex, sequence: head.sequence };
    first ??= start;
    const { plain } = await source.openFragment(frame);
    if (parseFragment(plain).captureTimeMs > fromMs) break;
    before = start;
  }
  return { ...(before === undefined ? {} : { before }), ...(first === undefined ? {} : { first }) };
}

/** Part by part, the next one already on its way while this one is opened. */
async function* framesFrom(source: ClipSource, firstPart: number): AsyncGenerator<Uint8Array> {
  let coming = source.parts.length > firstPart ? source.readPart(firstPart) : undefined;
  for (let index = firstPart; coming !== undefined; index += 1) {
    const bytes = await coming;
    coming = index + 1 < source.parts.length ? source.readPart(index + 1) : undefined;
    // Its failure is seen when it is awaited; without this a reader that stops early would leave it unhandled.
    coming?.catch(() => undefined);
    const { frames, rest } = splitFrames(bytes);
    if (rest.length > 0) throw new ClipError("clip.fragment_missing", "a part ends inside a fragment");
    yield* frames;
  }
}

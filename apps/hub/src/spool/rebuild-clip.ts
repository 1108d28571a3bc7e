// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Closes a clip without its key, from its file alone: after a crash, or a disk that failed in the middle. What
 * is torn at the end was never acknowledged and is cut off.
 */
import { open, type FileHandle } from "node:fs/promises";
import { MerkleAccumulator } from "@nightlatch/crypto/merkle";
import { decodeClipOpening, type ClipContent } from "@nightlatch/protocol/wire";
import type { ClipRow } from "./clip-table.ts";
import { isFileLost } from "./disk-refusal.ts";
import { scanLog } from "./fragment-log.ts";
import { PartCutter } from "./part-cutter.ts";

/** The init segment alone shows nothing. */
const LEAST_FRAGMENTS = 2;

/** Of at most so many fragments. Undefined when no picture of the clip is on the disk. */
export async function rebuildClip(
  row: ClipRow,
  path: string,
  most = Number.POSITIVE_INFINITY,
): Promise<ClipContent | undefined> {
  const file = await openExisting(path);
  if (file === undefined) return undefined;
  await using log = file;
  const [sealed, plain, cutter] = [new MerkleAccumulator(), new MerkleAccumulator(), new PartCutter()];
  let [endMs, endOffset] = [row.startMs, 0];
  for await (const fragment of scanLog(log)) {
    if (cutter.count >= most) break;
    sealed.append(fragment.sealedLeaf);
    plain.append(fragment.plainLeaf);
    cutter.add(fragment.frame.length, fragment.captureTimeMs);
    endMs = Math.max(endMs, Math.ceil(fragment.captureTimeMs));
    endOffset = fragment.endOffset;
  }
  if (cutter.count < LEAST_FRAGMENTS) return undefined;
  await log.truncate(endOffset);
  await log.sync();
  return {
    kind: "clip",
    clip: row.clip,
    header: decodeClipOpening(row.opening).headerHash,
    startMs: row.startMs,
    endMs,
    count: cutter.count,
    sealedRoot: sealed.root(),
    plainRoot: plain.root(),
    parts: cutter.all(),
    cut: true,
  };
}

async function openExisting(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, "r+");
  } catch (error) {
    if (isFileLost(error)) return undefined;
    throw error;
  }
}

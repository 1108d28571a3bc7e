// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Brings one camera's diary to the server, item by item in order, and each clip's parts before its item.
 * Progress is in the index, and every request may be made twice: whatever breaks off goes on from there.
 */
import type { DeviceSession } from "@nightlatch/api-client";
import { hasCode, invariant } from "@nightlatch/errors";
import {
  decodeManifest,
  formatId,
  type CameraId,
  type ClipContent,
  type ClipId,
  type Part,
} from "@nightlatch/protocol/wire";
import { HubError } from "../errors.ts";
import { describeError, type HubLog } from "../observability/logger.ts";
import type { CameraDiary } from "../diary/camera-diary.ts";
import type { ManifestRow, ManifestTable } from "../diary/manifest-table.ts";
import type { ClipFolder } from "../spool/clip-folder.ts";
import type { ClipStep } from "../spool/clip-steps.ts";
import type { ClipRow, ClipTable } from "../spool/clip-table.ts";
import { isFileError, isFileLost } from "../spool/disk-refusal.ts";
import { readPart } from "../spool/fragment-log.ts";
import type { Spool } from "../spool/spool.ts";
import type { HubDatabase } from "../store/open-database.ts";
import { mendClip } from "./mend-clip.ts";

export type UploaderDeps = Readonly<{
  session: Pick<DeviceSession, "call">;
  database: HubDatabase;
  clips: ClipTable;
  manifests: ManifestTable;
  folder: ClipFolder;
  spool: Pick<Spool, "partsOf">;
  diaryOf: (camera: CameraId) => Pick<CameraDiary, "restate">;
  log: HubLog;
  onStep: (step: ClipStep) => void;
}>;

type ClipToSend = Readonly<{ row: ClipRow; parts: readonly Part[]; count: number }>;

/**
 * Sends the next item of the diary; with none, what is complete of the clip being recorded.
 * @returns false when there was nothing to send
 * @throws ClientError
 */
export async function uploadNext(camera: CameraId, deps: UploaderDeps, signal: AbortSignal): Promise<boolean> {
  const item = deps.manifests.firstUnsent(camera);
  if (item !== undefined) {
    await sendItem(camera, item, deps, signal);
    return true;
  }
  return sendOpenClip(camera, deps, signal);
}

async function sendItem(
  camera: CameraId,
  { n, signed }: ManifestRow,
  deps: UploaderDeps,
  signal: AbortSignal,
): Promise<void> {
  const { database, clips, manifests, session, onStep } = deps;
  const { content } = decodeManifest(signed);
  const clip = content.kind === "clip" ? content.clip : undefined;
  if (content.kind === "clip") {
    const toSend = wholeClip(camera, n, content, clips);
    try {
      await sendClip(toSend, deps, signal);
    } catch (error) {
      if (!hasCode(error, "hub.clip_damaged")) throw error;
      deps.log.error({ error: describeError(error) }, "a clip was damaged on the disk; what is left of it is kept");
      // With the progress of just now.
      const { row } = wholeClip(camera, n, content, clips);
      await mendClip({ camera, n, signed, content, row }, deps, signal);
      return;
    }
  }
  try {
    await session.call("putManifest", { body: signed }, { signal });
  } catch (error) {
    // The clip was deleted or lost there meanwhile: everything again, at the next turn.
    const isLost = hasCode(error, "clip.unknown") || hasCode(error, "manifest.parts_missing");
    if (isLost && clip !== undefined) clips.forgetProgress(clip);
    throw error;
  }
  if (clip !== undefined) onStep("manifestSent");
  database.transaction(() => {
    manifests.noteSent(camera, n);
    if (clip !== undefined) clips.noteSent(clip);
  })();
  if (clip !== undefined) onStep("manifestNoted");
}

async function sendOpenClip(camera: CameraId, deps: UploaderDeps, signal: AbortSignal): Promise<boolean> {
  const row = deps.clips.findOpen(camera);
  if (row === undefined) return false;
  const { parts, durableCount } = deps.spool.partsOf(row.clip);
  if (durableCount <= row.partsSent) return false;
  const count = parts[durableCount]?.firstSequence ?? 0;
  try {
    await sendClip({ row, parts: parts.slice(0, durableCount), count }, deps, signal);
    return true;
  } catch (error) {
    if (!hasCode(error, "hub.clip_damaged")) throw error;
    // Mended once it is signed.
    deps.log.warn({ error: describeError(error) }, "a clip is damaged on the disk while it is being recorded");
    return false;
  }
}

function wholeClip(camera: CameraId, n: number, content: ClipContent, clips: ClipTable): ClipToSend {
  const row = clips.findByManifest(camera, n);
  invariant(row !== undefined, "a clip whose item was not sent is in the index");
  return { row, parts: content.parts, count: content.count };
}

async function sendClip({ row, parts, count }: ClipToSend, deps: UploaderDeps, signal: AbortSignal): Promise<void> {
  const { session, clips, onStep } = deps;
  const clip = formatId(row.clip);
  if (!row.isOpeningSent) {
    await session.call("putClip", { params: { clip }, body: row.opening }, { signal });
    onStep("openingSent");
    clips.noteOpeningSent(row.clip);
  }
  for (let index = row.partsSent; index < parts.length; index += 1) {
    const bytes = await readFrames(row.clip, parts, index, count, deps);
    try {
      await session.call("putPart", { params: { clip, index }, body: bytes }, { signal });
    } catch (error) {
      if (hasCode(error, "clip.unknown")) clips.forgetProgress(row.clip);
      throw error;
    }
    onStep("partSent");
    clips.notePartsSent(row.clip, index + 1);
    onStep("partNoted");
  }
}

async function readFrames(
  clip: ClipId,
  parts: readonly Part[],
  index: number,
  count: number,
  { folder }: UploaderDeps,
): Promise<Uint8Array> {
  try {
    await using file = await folder.openForReading(clip);
    const frames = await readPart(file, parts, index, count);
    if (frames !== undefined) return frames;
  } catch (error) {
    if (!isFileError(error)) throw error;
    if (!isFileLost(error)) throw new HubError("hub.clip_unreadable", "a clip's file cannot be read", { cause: error });
  }
  throw new HubError("hub.clip_damaged", "a clip's file does not hold what was recorded");
}

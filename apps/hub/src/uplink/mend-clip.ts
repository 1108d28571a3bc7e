// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A clip whose item is signed, and whose file was damaged on the disk since: lost, cut short or rotten. The item
 * is signed again for what is left, and what is not becomes a gap, so that the diary stays true and goes on.
 */
import type { DeviceSession } from "@nightlatch/api-client";
import { hasCode } from "@nightlatch/errors";
import type { CameraId, ClipContent, GapContent } from "@nightlatch/protocol/wire";
import type { CameraDiary } from "../diary/camera-diary.ts";
import type { ManifestTable } from "../diary/manifest-table.ts";
import type { ClipFolder } from "../spool/clip-folder.ts";
import type { ClipRow, ClipTable } from "../spool/clip-table.ts";
import { rebuildClip } from "../spool/rebuild-clip.ts";

export type MendDeps = Readonly<{
  session: Pick<DeviceSession, "call">;
  clips: ClipTable;
  manifests: ManifestTable;
  folder: ClipFolder;
  diaryOf: (camera: CameraId) => Pick<CameraDiary, "restate">;
}>;

export type DamagedClip = Readonly<{
  camera: CameraId;
  n: number;
  signed: Uint8Array;
  content: ClipContent;
  row: ClipRow;
}>;

/** @throws ClientError; manifest.conflict when the server's diary goes on from another item */
export async function mendClip(damaged: DamagedClip, deps: MendDeps, signal: AbortSignal): Promise<void> {
  const { camera, n, signed, content, row } = damaged;
  const { clips, manifests, folder, diaryOf } = deps;
  if (await isAtServer(signed, deps, signal)) {
    // The crash was between its answer and our note of it.
    manifests.noteSent(camera, n);
    clips.noteSent(row.clip);
    return;
  }
  const rest = await whatIsLeft(damaged, folder.pathOf(row.clip));
  if (rest === undefined) {
    const { startMs, endMs } = content;
    await diaryOf(camera).restate(n, gapOf(startMs, endMs), () => {
      if (row.isOpeningSent) clips.noteLost(row.clip);
      else clips.remove(row.clip);
    });
    await folder.remove(row.clip);
    return;
  }
  const sizeBytes = rest.parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  await diaryOf(camera).restate(n, rest, () => {
    clips.end(row.clip, { endMs: rest.endMs, sizeBytes, manifestN: n });
  });
}

/** An item is never signed twice once the server has it: that would fork the diary. */
async function isAtServer(
  signed: Uint8Array,
  { session }: Pick<MendDeps, "session">,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await session.call("putManifest", { body: signed }, { signal });
    return true;
  } catch (error) {
    if (hasCode(error, "manifest.parts_missing") || hasCode(error, "clip.unknown")) return false;
    throw error;
  }
}

/** Ends before a part that the server got while it was rotten already: a part is never sent again in another form. */
async function whatIsLeft({ content, row }: DamagedClip, path: string): Promise<ClipContent | undefined> {
  const rest = await rebuildClip(row, path);
  const sent = content.parts.slice(0, row.partsSent);
  const differing = sent.find(({ sizeBytes }, index) => rest?.parts[index]?.sizeBytes !== sizeBytes);
  return differing === undefined ? rest : rebuildClip(row, path, differing.firstSequence);
}

function gapOf(fromMs: number, toMs: number): GapContent {
  return { kind: "gap", fromMs, toMs, reason: "disk_full" };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Deletes what the household does not want to keep any longer, at the server and here. Only clips that the
 * server has: one that is still on its way is never lost to age.
 */
import type { DeviceSession } from "@nightlatch/api-client";
import { formatId, type CameraId } from "@nightlatch/protocol/wire";
import type { Clock } from "../ports/clock.ts";
import type { ClipStep } from "../spool/clip-steps.ts";
import type { ClipRow, ClipTable } from "../spool/clip-table.ts";
import type { DiskRoom } from "../spool/disk-room.ts";

/** 0: no limit. */
export type Retention = Readonly<{ days: number; sizeBytes: number }>;

export type RetentionDeps = Readonly<{
  session: Pick<DeviceSession, "call">;
  clips: ClipTable;
  room: DiskRoom;
  clock: Clock;
  onStep: (step: ClipStep) => void;
}>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Deletes all of a camera that is due. @throws ClientError */
export async function applyRetention(
  camera: CameraId,
  retention: Retention,
  deps: RetentionDeps,
  signal: AbortSignal,
): Promise<void> {
  const { clips } = deps;
  let keptBytes = clips.keptBytes(camera);
  for (;;) {
    const oldest = clips.oldestSent(camera);
    if (oldest === undefined || !isDue(oldest, keptBytes, retention, deps.clock.nowMs())) return;
    await expire(oldest, deps, signal);
    keptBytes -= oldest.sizeBytes;
  }
}

function isDue(clip: ClipRow, keptBytes: number, { days, sizeBytes }: Retention, nowMs: number): boolean {
  const isTooOld = days > 0 && (clip.endMs ?? nowMs) < nowMs - days * DAY_MS;
  return isTooOld || (sizeBytes > 0 && keptBytes > sizeBytes);
}

/** The index last: a crash in between repeats a deletion, which is harmless. */
async function expire({ clip }: ClipRow, deps: RetentionDeps, signal: AbortSignal): Promise<void> {
  const { session, clips, room, onStep } = deps;
  await session.call("deleteClip", { params: { clip: formatId(clip) } }, { signal });
  onStep("expiredAtServer");
  if (clips.hasData(clip)) await room.forgetData(clip);
  clips.remove(clip);
  onStep("expired");
}

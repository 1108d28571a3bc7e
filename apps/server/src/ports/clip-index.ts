// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What recordings and diary entries exist. Trust: none; whoever can change it makes clips vanish, which the
 * signed manifest chain shows.
 */
import type { CameraId, ClipId, DeviceId, GroupId, Hash, LaneId } from "./stored-types.ts";

export type StoredPart = Readonly<{ index: number; sizeBytes: number; sha256: Hash }>;
export type StoredClip = Readonly<{
  clip: ClipId;
  camera: CameraId;
  opening: Uint8Array;
  startMs: number;
  /** Both undefined while the hub still writes. */
  endMs?: number;
  manifest?: Uint8Array;
  parts: readonly StoredPart[];
}>;
export type NewClip = Pick<StoredClip, "clip" | "camera" | "opening" | "startMs"> &
  Readonly<{
    group: GroupId;
    /** Devices that the opening has a key for, by themselves and not by their group. */
    readers: readonly DeviceId[];
  }>;
/** Clips of these groups, and those with a key for this device. Absent: all. */
export type ClipFilter = Readonly<{ groups: readonly GroupId[]; device: DeviceId }>;
export type StoredManifest = Readonly<{
  n: number;
  hash: Hash;
  manifest: Uint8Array;
  endsMs: number;
  clip?: Readonly<{ clip: ClipId; endMs: number }>;
}>;
/** "same": these very bytes are there already. "other": different bytes are. */
export type Placed = "stored" | "same" | "other";

export interface ClipIndex {
  addClip(lane: LaneId, clip: NewClip): Promise<Placed>;
  /** Adds to the household's used bytes in the same step. "no-clip": it is not, or no longer, there. */
  addPart(lane: LaneId, clip: ClipId, part: StoredPart): Promise<Placed | "no-clip">;
  findClip(lane: LaneId, clip: ClipId): Promise<StoredClip | undefined>;
  /**
   * Clips of a camera that overlap [fromMs, toMs], oldest first; at most `limit`, and fewer, but not none, when they
   * are large. A clip without an end counts as 60 s long.
   */
  listClips(
    lane: LaneId,
    camera: CameraId,
    fromMs: number,
    toMs: number,
    limit: number,
    filter?: ClipFilter,
  ): Promise<readonly StoredClip[]>;
  /** The groups that a camera ever recorded for, also when its clips are deleted. */
  groupsOf(lane: LaneId, camera: CameraId): Promise<readonly GroupId[]>;
  /** Forgets clip and parts and gives the bytes back. True if there was one. */
  removeClip(lane: LaneId, clip: ClipId): Promise<boolean>;
  /** Appends if `n` is the next of the camera's chain; closes the clip it names in the same step. */
  appendManifest(lane: LaneId, camera: CameraId, manifest: StoredManifest): Promise<boolean>;
  lastManifest(lane: LaneId, camera: CameraId): Promise<StoredManifest | undefined>;
  /** In order; at most `limit`, and fewer, but not none, when they are large. */
  readManifests(
    lane: LaneId,
    camera: CameraId,
    from: Readonly<{ n: number; endsAfterMs: number }>,
    limit: number,
  ): Promise<readonly StoredManifest[]>;
  usedBytes(lane: LaneId): Promise<number>;
}

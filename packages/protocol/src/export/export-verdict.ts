// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What an exported file proves, and what it leaves open. All times but the witnesses' are the hub's clock. */
import type { CameraId, DeviceId, GapContent, LaneId } from "../wire/index.ts";
import type { PublicRecord } from "./public-record.ts";

export type GenuineExport = Readonly<{
  kind: "genuine";
  lane: LaneId;
  /** Hash of the household's first entry: what pairing compared. */
  createHash: Uint8Array;
  hub: DeviceId;
  camera: CameraId;
  /** In the order of the file. One at least. */
  clips: readonly ShownClip[];
  /** What the hub's diary has between these clips, or around them, and the file does not show. */
  unshown: readonly Unshown[];
  /** Undefined for a file that says nothing of the public log. */
  record: PublicRecord | undefined;
}>;

export type ShownClip = Readonly<{
  clip: string;
  /** Number of its item in the hub's diary of the camera. */
  n: number;
  /** Of the whole clip. */
  startMs: number;
  endMs: number;
  /** Fragments of the clip; the init segment is 0. */
  count: number;
  /** Those in the file: `first` to `last`. */
  first: number;
  last: number;
  isCutAtStart: boolean;
  isCutAtEnd: boolean;
  /** The hub itself was interrupted while it recorded. */
  wasInterrupted: boolean;
}>;

export type Unshown =
  /** The hub recorded it, and the file leaves it out. */
  | Readonly<{ kind: "clip"; n: number; startMs: number; endMs: number }>
  /** The hub says that it could not record. */
  | Readonly<{ kind: "gap"; n: number; fromMs: number; toMs: number; reason: GapContent["reason"] }>
  /** Items of the diary that the file has not got: nothing is known of them. */
  | Readonly<{ kind: "items"; fromN: number; toN: number }>;

export type RefusedExport = Readonly<{ kind: "refused"; code: string; why: string }>;
export type ExportVerdict = GenuineExport | RefusedExport;

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The tables as TypeScript sees them. Ids are base64url text, times Unix milliseconds. */

type LaneTable = { lane: string; used_bytes: number };
type EntryTable = { lane: string; seq: number; head: Uint8Array; entry: Uint8Array };
type BoxTable = {
  lane: string;
  device: string;
  camera_group: string;
  epoch: number;
  hash: Uint8Array;
  box: Uint8Array;
  added: number;
};
type LeafTable = { ticket: number; leaf: Uint8Array; log_index: number | null };
type LaneLeafTable = { lane: string; slot: number; ticket: number; salt: Uint8Array; seq: number };
type ReleaseTable = {
  slot: number;
  ticket: number;
  hash: Uint8Array;
  release: Uint8Array;
  version: string;
  at_ms: number;
};
type ClipTable = {
  lane: string;
  clip: string;
  camera: string;
  camera_group: string;
  opening: Uint8Array;
  start_ms: number;
  end_ms: number | null;
  manifest: Uint8Array | null;
};
type ClipReaderTable = { lane: string; clip: string; device: string };
type CameraGroupTable = { lane: string; camera: string; camera_group: string };
type PartTable = { lane: string; clip: string; part_index: number; size_bytes: number; sha256: Uint8Array };
type ManifestTable = {
  lane: string;
  camera: string;
  n: number;
  hash: Uint8Array;
  manifest: Uint8Array;
  ends_ms: number;
};
type RecordTable = {
  lane: string;
  kind: string;
  id: string;
  version: number;
  cursor: number;
  author: string;
  recipient: string | null;
  epoch_group: string | null;
  record: Uint8Array;
};

export type Tables = {
  lanes: LaneTable;
  ledger_entries: EntryTable;
  seed_boxes: BoxTable;
  log_leaves: LeafTable;
  lane_leaves: LaneLeafTable;
  releases: ReleaseTable;
  clips: ClipTable;
  clip_readers: ClipReaderTable;
  camera_groups: CameraGroupTable;
  parts: PartTable;
  manifests: ManifestTable;
  records: RecordTable;
};

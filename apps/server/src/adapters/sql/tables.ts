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
type LogLaneTable = { log_lane: string; lane: string };
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

type ItemTable = {
  slot: number;
  ticket: number;
  kind: string;
  item: Uint8Array;
  accepted_grant: Uint8Array | null;
};
type RosterSignatureTable = {
  draft: Uint8Array;
  staff: string;
  entry: Uint8Array;
  signature: Uint8Array;
  expires_ms: number;
};
type CaseTable = {
  case_id: string;
  team: string;
  state: string;
  messages: number;
  opened_ms: number;
  changed_ms: number;
  cursor: number;
};
type CaseBoxTable = { case_id: string; staff: string; box: Uint8Array };
type CaseMessageTable = { case_id: string; n: number; cursor: number; at_ms: number; message: Uint8Array };
type GrantTable = { grant_head: Uint8Array; lane: string; staff: string; until_ms: number };
type GrantBoxTable = { grant_head: Uint8Array; clip: string; box: Uint8Array };
type FetchTable = {
  lane: string;
  n: number;
  grant_head: Uint8Array;
  clip: string;
  at_ms: number;
  receipt: Uint8Array;
};

export type Tables = {
  lanes: LaneTable;
  ledger_entries: EntryTable;
  seed_boxes: BoxTable;
  log_leaves: LeafTable;
  log_lanes: LogLaneTable;
  lane_leaves: LaneLeafTable;
  releases: ReleaseTable;
  clips: ClipTable;
  clip_readers: ClipReaderTable;
  camera_groups: CameraGroupTable;
  parts: PartTable;
  manifests: ManifestTable;
  records: RecordTable;
  operator_items: ItemTable;
  roster_signatures: RosterSignatureTable;
  cases: CaseTable;
  case_boxes: CaseBoxTable;
  case_messages: CaseMessageTable;
  grants: GrantTable;
  grant_boxes: GrantBoxTable;
  fetches: FetchTable;
};

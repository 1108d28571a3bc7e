// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The tables as TypeScript sees them. Ids are base64url text, times Unix milliseconds. */

type LaneTable = { lane: string; used_bytes: number };
type EntryTable = { lane: string; seq: number; head: Uint8Array; entry: Uint8Array };
type BoxTable = { lane: string; device: string; camera_group: string; epoch: number; box: Uint8Array; added: number };
type ClipTable = {
  lane: string;
  clip: string;
  camera: string;
  opening: Uint8Array;
  start_ms: number;
  end_ms: number | null;
  manifest: Uint8Array | null;
};
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
  record: Uint8Array;
};

export type Tables = {
  lanes: LaneTable;
  ledger_entries: EntryTable;
  seed_boxes: BoxTable;
  clips: ClipTable;
  parts: PartTable;
  manifests: ManifestTable;
  records: RecordTable;
};

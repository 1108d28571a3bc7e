// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Judges an exported file offline (protocol §14): which hub of which household recorded these very bytes, when,
 * and whether something is missing before or behind them. Every byte of the file is attacker-controlled; anyone can
 * found a household with a hub of its own, so whose household it is has to be compared with what its members see.
 */
import { equalBytes } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import type { Hash } from "@nightlatch/crypto/keys";
import { merkleLeafHash } from "@nightlatch/crypto/merkle";
import {
  applyEntry,
  clipHeaderHash,
  decodeClipHeader,
  formatId,
  verifyManifest,
  type CameraId,
  type ClipContent,
  type ClipHeader,
  type DeviceId,
  type LaneId,
  type LedgerState,
} from "../wire/index.ts";
import { decodeExportProof, findExportBox, type ExportProof } from "./export-box.ts";
import { rootWith } from "./partial-tree.ts";

export type GenuineExport = Readonly<{
  kind: "genuine";
  lane: LaneId;
  /** Hash of the household's first entry: what pairing compared. */
  createHash: Hash;
  hub: DeviceId;
  camera: CameraId;
  clip: string;
  /** Of the whole clip, by the hub's clock. */
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
export type ExportVerdict = GenuineExport | Readonly<{ kind: "refused"; code: string; why: string }>;

/** Undefined for a file without a proof: it says nothing, and nothing can be said of it. */
export function verifyExport(file: Uint8Array): ExportVerdict | undefined {
  const found = findExportBox(file);
  if (found === undefined) return undefined;
  try {
    return judge(found.video, decodeExportProof(found.proof));
  } catch (error) {
    if (!(error instanceof NightlatchError)) throw error;
    return refused(String(error.code), error.message);
  }
}

function judge(video: Uint8Array, proof: ExportProof): ExportVerdict {
  const state = replay(proof.entries);
  if ("kind" in state) return state;
  const { content, hub, camera } = verifyManifest(proof.manifest, state);
  if (content.kind !== "clip") return refused("export.not_as_signed", "the hub's word is about no clip");
  const header = decodeClipHeader(proof.header);
  if (!isOfClip(proof.header, header, content, { hub, camera, lane: state.lane })) {
    return refused("export.not_as_signed", "the header is another clip's");
  }
  const removedSeq = state.devices.get(formatId(hub))?.removedSeq;
  if (removedSeq !== undefined && header.seq >= removedSeq) {
    return refused("protocol.unknown_device", "the hub was removed before this clip");
  }
  const last = proof.first + proof.fragments.length - 2;
  if (!isAsSigned(video, proof, content, last)) {
    return refused("export.not_as_signed", "these are not the bytes that the hub signed for");
  }
  const { lane, createHash } = state;
  const { startMs, endMs, count, cut } = content;
  const place = { first: proof.first, last, isCutAtStart: proof.first > 1, isCutAtEnd: last < count - 1 };
  const clip = formatId(content.clip);
  return { kind: "genuine", lane, createHash, hub, camera, clip, startMs, endMs, count, ...place, wasInterrupted: cut };
}

function replay(entries: readonly Uint8Array[]): LedgerState | Extract<ExportVerdict, { kind: "refused" }> {
  let state: LedgerState | undefined;
  for (const entry of entries) {
    const verdict = applyEntry(state, entry);
    if (verdict.kind === "refused") return refused(verdict.code, "the household's history does not hold");
    state = verdict.state;
  }
  return state ?? refused("protocol.malformed", "no history of a household");
}

function isOfClip(
  bytes: Uint8Array,
  header: ClipHeader,
  content: ClipContent,
  { hub, camera, lane }: Pick<ClipHeader, "hub" | "camera" | "lane">,
): boolean {
  return (
    equalBytes(clipHeaderHash(bytes), content.header) &&
    equalBytes(header.clip, content.clip) &&
    equalBytes(header.hub, hub) &&
    equalBytes(header.camera, camera) &&
    equalBytes(header.lane, lane)
  );
}

/** The video is exactly the fragments that the proof shows, and they lead to the root that the hub signed. */
function isAsSigned(video: Uint8Array, proof: ExportProof, { count, plainRoot }: ClipContent, last: number): boolean {
  const { first, fragments, hidden } = proof;
  if (first < 1 || last < first || last >= count) return false;
  const leaves: Hash[] = [];
  let at = 0;
  for (const { sizeBytes, salt } of fragments) {
    leaves.push(merkleLeafHash(salt, video.subarray(at, at + sizeBytes)));
    at += sizeBytes;
  }
  if (at !== video.length) return false;
  const leafAt = (index: number) => leaves[index === 0 ? 0 : index - first + 1];
  const root = rootWith(count, { first, end: last + 1 }, leafAt, hidden);
  return root !== undefined && equalBytes(root, plainRoot);
}

function refused(code: string, why: string): Extract<ExportVerdict, { kind: "refused" }> {
  return { kind: "refused", code, why };
}

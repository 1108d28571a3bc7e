// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The part of a clip that an export shows, read and proven, with what its proof needs. The whole clip is read: the
 * proof names what stays out by its hashes. The server's parts are attacker-controlled.
 */
import { equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { merkleLeafHash, merkleRoot } from "@nightlatch/crypto/merkle";
import { parseFragment } from "@nightlatch/media/mp4";
import type { ExportedClip, ExportedFragment } from "@nightlatch/protocol/export";
import { ClipError } from "../clips/clip-errors.ts";
import { readClip, type ClipProvenance, type ClipSource } from "../clips/read-clip.ts";

export type Span = Readonly<{ fromMs: number; toMs: number }>;

export type ClipStretch = Readonly<{
  init: Uint8Array;
  fragments: readonly Uint8Array[];
  /** When its first and its last fragment were taken. */
  fromMs: number;
  toMs: number;
  /** Absent while the hub has not signed the clip. */
  proof?: Readonly<{ exported: ExportedClip; provenance: ClipProvenance }>;
}>;

/**
 * From the last key frame at or before `fromMs` to the last fragment before `toMs`. Undefined when no picture is in it.
 * @throws clip.* and crypto.open_failed of `readClip`
 */
export async function readStretch(
  source: ClipSource,
  span: Span,
  onReached: (atMs: number) => void,
): Promise<ClipStretch | undefined> {
  const all: Uint8Array[] = [];
  const read: ReadFragment[] = [];
  for await (const piece of readClip(source, 0)) {
    if (piece.kind === "end") continue;
    // The reader's buffer is not ours to keep.
    all.push(Uint8Array.from(piece.bytes));
    if (piece.kind === "init") continue;
    const { captureTimeMs } = parseFragment(piece.bytes);
    read.push({ captureTimeMs, startsGop: piece.startsGop });
    onReached(captureTimeMs);
  }
  const { first, end } = placeOf(read, span);
  const [init] = all;
  const [start, last] = [read[first - 1], read[end - 2]];
  if (init === undefined || start === undefined || last === undefined || end <= first) return undefined;
  const fragments = all.slice(first, end);
  const stretch = { init, fragments, fromMs: start.captureTimeMs, toMs: last.captureTimeMs };
  const { signed, provenance } = source;
  if (signed === undefined || provenance === undefined) return stretch;
  const salted = all.map((plain, i): ExportedFragment => ({ plain, salt: Uint8Array.from(provenance.saltOf(i)) }));
  const leaves: readonly Hash[] = salted.map(({ plain, salt }) => merkleLeafHash(salt, plain));
  // The seals held; but then the hub signed for other pictures than it sealed, and a proof would not hold.
  if (!equalBytes(merkleRoot(leaves), signed.plainRoot)) {
    throw new ClipError("clip.not_as_signed", "another Merkle root of the plain fragments");
  }
  const [saltedInit = { plain: init, salt: new Uint8Array() }] = salted;
  const { header } = provenance;
  const exported = { header, leaves, init: saltedInit, first, fragments: salted.slice(first, end) };
  return { ...stretch, proof: { exported, provenance } };
}

/** Of the fragments behind the init segment, which is number 0. */
type ReadFragment = Readonly<{ captureTimeMs: number; startsGop: boolean }>;

function placeOf(read: readonly ReadFragment[], { fromMs, toMs }: Span): Readonly<{ first: number; end: number }> {
  let [first, end] = [0, 0];
  for (const [i, { captureTimeMs, startsGop }] of read.entries()) {
    if (captureTimeMs >= toMs) break;
    if (startsGop && (first === 0 || captureTimeMs <= fromMs)) first = i + 1;
    end = i + 2;
  }
  if (first === 0) return { first: 0, end: 0 };
  // Nothing is cut where nothing need be: sound in front of the first picture belongs to a whole clip.
  const isFromStart = read.findIndex(({ startsGop }) => startsGop) === first - 1;
  return { first: isFromStart ? 1 : first, end };
}

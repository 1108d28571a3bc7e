// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A stretch of one clip as a file that proves its origin to anyone (protocol §14): the hub's own bytes, and the
 * salts of those fragments alone. The whole clip is read, as the proof names what stays out by its hashes.
 */
import { makeExport, type ExportedFragment } from "@nightlatch/protocol/export";
import type { Hash } from "@nightlatch/crypto/keys";
import { parseFragment } from "@nightlatch/media/mp4";
import type { OpenedFragment } from "@nightlatch/protocol/open";
import { splitFrames } from "@nightlatch/protocol/wire";
import type { ClipSource } from "../clips/read-clip.ts";

export type Stretch = Readonly<{ fromMs: number; toMs: number }>;

/** Undefined for a clip that the hub has not signed yet, or with nothing in the stretch. @throws crypto.open_failed */
export async function provenClip(
  source: ClipSource,
  entries: readonly Uint8Array[],
  stretch: Stretch,
): Promise<Blob | undefined> {
  const { signed, provenance } = source;
  if (signed === undefined || provenance === undefined) return undefined;
  const leaves: Hash[] = [];
  const all: OpenedFragment[] = [];
  for (const { index } of source.parts) {
    for (const frame of splitFrames(await source.readPart(index)).frames) {
      const opened = await source.openFragment(frame);
      leaves.push(opened.plainLeaf);
      all.push(opened);
    }
  }
  const [init] = all;
  const { first, end } = placeOf(all, stretch);
  if (init === undefined || end <= first || all.length !== signed.count) return undefined;
  const salted = ({ plain, sequence }: OpenedFragment): ExportedFragment => {
    return { plain, salt: Uint8Array.from(provenance.saltOf(sequence)) };
  };
  const { header, manifest } = provenance;
  const fragments = all.slice(first, end).map(salted);
  const file = makeExport({ entries, header, manifest, leaves, init: salted(init), first, fragments });
  return new Blob([Uint8Array.from(file)], { type: "video/mp4" });
}

/** From the last key frame at or before `fromMs` to the last fragment before `toMs`. */
function placeOf(all: readonly OpenedFragment[], { fromMs, toMs }: Stretch): Readonly<{ first: number; end: number }> {
  let [first, end] = [0, 0];
  for (const [i, { plain, startsGop }] of all.entries()) {
    if (i === 0) continue;
    const { captureTimeMs } = parseFragment(plain);
    if (captureTimeMs >= toMs) break;
    if (startsGop && (first === 0 || captureTimeMs <= fromMs)) first = i;
    end = i + 1;
  }
  return first === 0 ? { first: 0, end: 0 } : { first, end };
}

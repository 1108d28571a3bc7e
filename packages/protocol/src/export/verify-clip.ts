// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whether bytes in a file are the fragments of a clip that the hub signed for (protocol §14.1). Bytes, sizes, salts
 * and hidden hashes are attacker-controlled; the clip's size and root are signed.
 */
import { equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { merkleLeafHash } from "@nightlatch/crypto/merkle";
import { formatId, type ClipContent, type ClipHeader, type LedgerState, type Manifest } from "../wire/index.ts";
import type { ClipProof } from "./export-proof.ts";
import { rootWith } from "./partial-tree.ts";

/** The header says of the clip what the item of the diary does, and its hub was in the household. */
export function isHeaderOf(header: ClipHeader, item: Manifest, content: ClipContent, state: LedgerState): boolean {
  const removedSeq = state.devices.get(formatId(item.hub))?.removedSeq;
  return (
    equalBytes(header.clip, content.clip) &&
    equalBytes(header.hub, item.hub) &&
    equalBytes(header.camera, item.camera) &&
    equalBytes(header.lane, item.lane) &&
    (removedSeq === undefined || header.seq < removedSeq)
  );
}

/** The fragments, the init segment first; undefined unless they lead to the root that the hub signed. */
export function fragmentsOf(
  media: Uint8Array,
  { first, fragments, hidden }: ClipProof,
  { count, plainRoot }: ClipContent,
): readonly Uint8Array[] | undefined {
  const last = first + fragments.length - 2;
  if (first < 1 || last < first || last >= count) return undefined;
  const shown: Uint8Array[] = [];
  let at = 0;
  for (const { sizeBytes } of fragments) {
    if (sizeBytes > media.length - at) return undefined;
    shown.push(media.subarray(at, at + sizeBytes));
    at += sizeBytes;
  }
  const leaves: readonly Hash[] = shown.map((bytes, i) =>
    merkleLeafHash(fragments[i]?.salt ?? new Uint8Array(), bytes),
  );
  const leafAt = (index: number) => leaves[index === 0 ? 0 : index - first + 1];
  const root = rootWith(count, { first, end: last + 1 }, leafAt, hidden);
  return root !== undefined && equalBytes(root, plainRoot) ? shown : undefined;
}

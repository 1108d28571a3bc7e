// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Proves a stretch of a camera's signed diary. Each item names the hash of the one before, so one signature,
 * the last one's, vouches for the whole stretch: a day of clips costs one verification, not a thousand.
 */
import { equalBytes } from "@nightlatch/bytes";
import {
  decodeManifest,
  manifestHash,
  verifyManifest,
  type LedgerState,
  type Manifest,
} from "@nightlatch/protocol/wire";
import { ClipError } from "./clip-errors.ts";

/**
 * @param signed consecutive manifests of one camera, oldest first
 * @throws manifest.broken_chain | protocol.* of verifyManifest
 */
export function verifyDiary(
  signed: readonly Uint8Array[],
  camera: Uint8Array,
  state: LedgerState,
): readonly Manifest[] {
  const last = signed.at(-1);
  if (last === undefined) return [];
  verifyManifest(last, state);
  const manifests = signed.map(decodeManifest);
  manifests.forEach((manifest, i) => {
    if (!equalBytes(manifest.camera, camera)) throw broken("another camera's item");
    const before = signed[i - 1];
    if (before === undefined) return;
    if (manifest.n !== (manifests[i - 1]?.n ?? 0) + 1) throw broken(`item ${manifest.n} does not follow`);
    if (!equalBytes(manifest.prev, manifestHash(before))) throw broken(`item ${manifest.n} follows another item`);
  });
  return manifests;
}

function broken(message: string): ClipError {
  return new ClipError("manifest.broken_chain", message);
}

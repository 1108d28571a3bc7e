// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The hub's own words about the time of an export (protocol §14.1): signed items of one camera's diary. Each names
 * the one before, so whoever made the file can leave items out, but cannot hide that some are missing.
 */
import { equalBytes } from "@nightlatch/bytes";
import { manifestHash, verifyManifest, type LedgerState, type Manifest } from "../wire/index.ts";
import type { Unshown } from "./export-verdict.ts";

/** Undefined unless they are one hub's, of one camera, in order. @throws protocol.* of `verifyManifest` */
export function verifyExportedDiary(diary: readonly Uint8Array[], state: LedgerState): readonly Manifest[] | undefined {
  const items = diary.map((signed) => ({ hash: manifestHash(signed), manifest: verifyManifest(signed, state) }));
  const isInOrder = items.every(({ manifest }, i) => {
    const before = items[i - 1];
    if (before === undefined) return true;
    const { hub, camera, n, prev } = manifest;
    const isSame = equalBytes(hub, before.manifest.hub) && equalBytes(camera, before.manifest.camera);
    if (!isSame || n <= before.manifest.n) return false;
    return n > before.manifest.n + 1 || equalBytes(prev, before.hash);
  });
  return isInOrder ? items.map(({ manifest }) => manifest) : undefined;
}

/** `shown`: numbers of the clips in the file. */
export function unshownOf(items: readonly Manifest[], shown: ReadonlySet<number>): readonly Unshown[] {
  return items.flatMap(({ n, content }, i) => {
    const before = items[i - 1];
    const missing: readonly Unshown[] =
      before === undefined || before.n + 1 === n ? [] : [{ kind: "items", fromN: before.n + 1, toN: n - 1 }];
    if (content.kind === "gap") {
      const { fromMs, toMs, reason } = content;
      return [...missing, { kind: "gap", n, fromMs, toMs, reason }];
    }
    if (content.kind !== "clip" || shown.has(n)) return missing;
    return [...missing, { kind: "clip", n, startMs: content.startMs, endMs: content.endMs }];
  });
}

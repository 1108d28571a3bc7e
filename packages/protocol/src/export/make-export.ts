// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Makes an exported file of a clip, or of a stretch of it: its own init segment and fragments, byte for byte, and
 * behind them the proof. Whoever exports reveals the salts of what it exports, and nothing of the rest.
 */
import { concatBytes } from "@nightlatch/bytes";
import { invariant } from "@nightlatch/errors";
import type { Hash } from "@nightlatch/crypto/keys";
import { encodeExportBox } from "./export-box.ts";
import { hiddenSubtrees } from "./partial-tree.ts";

export type ExportedFragment = Readonly<{ plain: Uint8Array; salt: Uint8Array }>;

export type ExportParts = Readonly<{
  entries: readonly Uint8Array[];
  header: Uint8Array;
  manifest: Uint8Array;
  /** Plain leaves of the whole clip, in order: §6.4. */
  leaves: readonly Hash[];
  init: ExportedFragment;
  first: number;
  /** From `first` on, without a hole. */
  fragments: readonly ExportedFragment[];
}>;

export function makeExport({ entries, header, manifest, leaves, init, first, fragments }: ExportParts): Uint8Array {
  const end = first + fragments.length;
  invariant(first >= 1 && fragments.length > 0 && end <= leaves.length, "a stretch of the clip");
  const all = [init, ...fragments];
  const box = encodeExportBox({
    entries,
    header,
    manifest,
    first,
    fragments: all.map(({ plain, salt }) => ({ sizeBytes: plain.length, salt })),
    hidden: hiddenSubtrees(leaves, { first, end }),
  });
  return concatBytes(...all.map(({ plain }) => plain), box);
}

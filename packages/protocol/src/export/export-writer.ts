// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Makes an exported file, clip by clip: their own init segments and fragments, byte for byte, with what a player
 * needs around them and the proof behind. Whoever exports reveals the salts of what it exports, and nothing of the rest.
 * Holds no pictures: the caller writes them where the writer says.
 */
import { concatBytes } from "@nightlatch/bytes";
import { invariant } from "@nightlatch/errors";
import type { Hash } from "@nightlatch/crypto/keys";
import { MovieLayout, type MovieFrame } from "@nightlatch/media/movie";
import { encodeExportBox } from "./export-box.ts";
import { MAX_EXPORT_CLIPS, MAX_EXPORT_FRAGMENTS, type ClipProof, type ExportProof } from "./export-proof.ts";
import { hiddenSubtrees } from "./partial-tree.ts";

export type ExportedFragment = Readonly<{ plain: Uint8Array; salt: Uint8Array }>;

export type ExportedClip = Readonly<{
  header: Uint8Array;
  /** Plain leaves of the whole clip, in order: §6.4. */
  leaves: readonly Hash[];
  init: ExportedFragment;
  first: number;
  /** From `first` on, without a hole. */
  fragments: readonly ExportedFragment[];
}>;

export class ExportWriter {
  readonly #layout: MovieLayout;
  readonly #clips: ClipProof[] = [];
  #fragments = 0;

  /** For clips that begin with this init segment. @throws media.* */
  constructor(init: Uint8Array) {
    this.#layout = new MovieLayout(init);
  }

  get sizeBytes(): number {
    return this.#layout.sizeBytes;
  }

  /** False for a clip of another format, or one too many for a proof. */
  canHold({ init, fragments }: Pick<ExportedClip, "init" | "fragments">): boolean {
    const isFull = this.#clips.length === MAX_EXPORT_CLIPS;
    const isLong = this.#fragments + fragments.length + 1 > MAX_EXPORT_FRAGMENTS;
    return !isFull && !isLong && this.#layout.canHold(init.plain);
  }

  /** The clip's bytes in the file, one behind the other, behind those of the clip before. @throws media.bad_box */
  add({ header, leaves, init, first, fragments }: ExportedClip): readonly Uint8Array[] {
    const end = first + fragments.length;
    invariant(first >= 1 && fragments.length > 0 && end <= leaves.length, "a stretch of the clip");
    const plains = fragments.map(({ plain }) => plain);
    this.#layout.addClip(init.plain, plains);
    const all = [init, ...fragments];
    this.#fragments += all.length;
    this.#clips.push({
      header,
      first,
      fragments: all.map(({ plain, salt }) => ({ sizeBytes: plain.length, salt })),
      hidden: hiddenSubtrees(leaves, { first, end }),
    });
    return [init.plain, ...plains];
  }

  /** What goes in front of the clips' bytes, and behind them. */
  finish(household: Omit<ExportProof, "clips">): MovieFrame {
    const { head, tail } = this.#layout.finish();
    return { head, tail: concatBytes(tail, encodeExportBox({ ...household, clips: this.#clips })) };
  }
}

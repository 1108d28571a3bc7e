// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Which fragments of a live clip go to the decoder. The relay may drop (a slow viewer goes on at the next key
 * frame); it must not be able to repeat or reorder. Pure.
 */
import { TRACKS, type FragmentHead } from "@nightlatch/protocol/wire";

export type GateVerdict =
  | "take"
  | "skip" // useless without what is missing before it
  | "repeated"; // seen already: a relay's cache overlapping, or a replay

export class FragmentGate {
  #lastSequence = -1;
  #needsKeyframe = true;

  /** A new clip counts from 0 again. */
  startClip(): void {
    this.#lastSequence = -1;
    this.#needsKeyframe = true;
  }

  /** After a decoder failure or when too much is waiting. */
  awaitKeyframe(): void {
    this.#needsKeyframe = true;
  }

  judge({ track, sequence, startsGop }: Pick<FragmentHead, "track" | "sequence" | "startsGop">): GateVerdict {
    if (track === TRACKS.init) return "take";
    if (sequence <= this.#lastSequence) return "repeated";
    // Sequence numbers count all tracks, so a hole may have been a picture that later ones refer to.
    if (this.#lastSequence >= 0 && sequence !== this.#lastSequence + 1) this.#needsKeyframe = true;
    this.#lastSequence = sequence;
    if (track === TRACKS.audio) return "take";
    if (startsGop) this.#needsKeyframe = false;
    return this.#needsKeyframe ? "skip" : "take";
  }
}

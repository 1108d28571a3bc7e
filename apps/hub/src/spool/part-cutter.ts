// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Cuts a clip's frames into parts, the unit of upload. The cut depends on the frames alone: a hub that
 * restarts half-way arrives at the same parts.
 */
import { PART_BYTES, type Part } from "@nightlatch/protocol/wire";

/** Owns the part being filled. Frames come in order, from sequence 0. */
export class PartCutter {
  readonly #complete: Part[] = [];
  #current: Part | undefined;
  #count = 0;

  /** Fragments taken so far. */
  get count(): number {
    return this.#count;
  }

  add(frameBytes: number, captureTimeMs: number): void {
    const current = this.#current;
    const startMs = Math.max(0, Math.round(captureTimeMs));
    if (current !== undefined && current.sizeBytes + frameBytes <= PART_BYTES) {
      this.#current = { ...current, sizeBytes: current.sizeBytes + frameBytes };
    } else {
      if (current !== undefined) this.#complete.push(current);
      this.#current = { firstSequence: this.#count, startMs, sizeBytes: frameBytes };
    }
    this.#count += 1;
  }

  /** All parts, the last one as it is now. */
  all(): readonly Part[] {
    return this.#current === undefined ? [...this.#complete] : [...this.#complete, this.#current];
  }
}

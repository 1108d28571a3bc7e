// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The parameter sets of a video stream, from its description and from in between its pictures. */
import { equalBytes } from "@nightlatch/bytes";
import type { ParameterKind } from "./video-payload.ts";

export type ParameterSetList = Readonly<Record<ParameterKind, readonly Uint8Array[]>>;

/** The camera chooses how many it sends: no real one needs more. */
const MAX_SETS_OF_A_KIND = 16;

/** Owns the sets in force, and those that wait for their picture. */
export class ParameterSets {
  #current: ParameterSetList;
  #arrived: { kind: ParameterKind; nal: Uint8Array }[] = [];
  #isChanged = true;

  constructor(described: ParameterSetList) {
    this.#current = described;
  }

  get current(): ParameterSetList {
    return this.#current;
  }

  /** False when there are too many. Some cameras repeat each set before each slice: that is one. */
  add(kind: ParameterKind, nal: Uint8Array): boolean {
    const sameKind = this.#arrived.filter((set) => set.kind === kind);
    if (sameKind.some((set) => equalBytes(set.nal, nal))) return true;
    if (sameKind.length === MAX_SETS_OF_A_KIND) return false;
    this.#arrived.push({ kind, nal });
    return true;
  }

  /** A picture with damage in front of it: the sets may be damaged as well. */
  forgetArrived(): void {
    this.#arrived = [];
  }

  /**
   * Call before each keyframe: true when its sets are others than those of the keyframe before, and at the first.
   * Sets that arrived replace those of their kind; the kinds that did not arrive stay in force.
   */
  takeArrived(): boolean {
    for (const kind of ["vps", "sps", "pps"] as const) {
      const sets = this.#arrived.filter((set) => set.kind === kind).map((set) => set.nal);
      if (sets.length === 0 || areEqual(sets, this.#current[kind])) continue;
      this.#current = { ...this.#current, [kind]: sets };
      this.#isChanged = true;
    }
    this.#arrived = [];
    const isChanged = this.#isChanged;
    this.#isChanged = false;
    return isChanged;
  }
}

function areEqual(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((set, index) => equalBytes(set, b[index] ?? new Uint8Array()));
}

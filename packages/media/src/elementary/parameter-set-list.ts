// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Lists of parameter sets, as avcC and hvcC hold them. */
import { equalBytes } from "@nightlatch/bytes";
import { badParameterSets } from "./parameter-set-error.ts";

export type StoredParameterSets = Readonly<{
  /** How many bytes each NAL length has in the samples that belong to it. */
  lengthBytes: 1 | 2 | 4;
  parameterSets: readonly Uint8Array[];
}>;

/** Far above any real one; keeps what a camera can put into every clip's first bytes small. */
const MAX_SET_BYTES = 4096;

/** Cameras repeat their sets: each once, in the order of first sight. @throws media.bad_parameter_sets */
export function uniqueSets(sets: readonly Uint8Array[]): readonly Uint8Array[] {
  const unique: Uint8Array[] = [];
  for (const set of sets) {
    if (set.length > MAX_SET_BYTES) throw badParameterSets(`a parameter set of ${set.length} bytes`);
    if (!unique.some((seen) => equalBytes(seen, set))) unique.push(set);
  }
  return unique;
}

export function lengthAndSet(set: Uint8Array): readonly Uint8Array[] {
  return [Uint8Array.of(set.length >> 8, set.length & 0xff), set];
}

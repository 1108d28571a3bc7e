// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One input into another: a few changes on top of each other, of the kinds that fit the form. */
import type { FuzzRandom } from "../fuzz-random.ts";
import type { FuzzTarget } from "../target.ts";
import { BYTE_MUTATIONS } from "./byte-mutations.ts";
import { mutateCbor } from "./cbor-mutations.ts";
import { mutateText } from "./text-mutations.ts";

const DEFAULT_MAX_INPUT_BYTES = 64 * 1024;
const MOST_CHANGES = 6;

export function mutate(
  random: FuzzRandom,
  target: Pick<FuzzTarget, "form" | "dictionary" | "maxInputBytes">,
  input: Uint8Array,
  other: Uint8Array,
): Uint8Array {
  let mutant = input;
  let changes = 1;
  while (changes < MOST_CHANGES && random.oneIn(2)) changes += 1;
  for (; changes > 0; changes -= 1) mutant = mutateOnce(random, target, mutant, other);
  return mutant.subarray(0, target.maxInputBytes ?? DEFAULT_MAX_INPUT_BYTES);
}

function mutateOnce(
  random: FuzzRandom,
  { form, dictionary = [] }: Pick<FuzzTarget, "form" | "dictionary">,
  input: Uint8Array,
  other: Uint8Array,
): Uint8Array {
  const isStructural = !random.oneIn(4);
  if (form === "cbor" && isStructural) {
    const mutant = mutateCbor(random, input, other);
    if (mutant !== undefined) return mutant;
  }
  if (form === "text" && isStructural) return mutateText(random, input, dictionary);
  return random.pick(BYTE_MUTATIONS)(random, input, other);
}

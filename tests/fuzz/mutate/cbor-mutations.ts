// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Changes to a CBOR value that leave it CBOR: what a decoder refuses behind the first byte is found this way. */
import { decodeCbor, encodeCbor, BytesError, type CborValue } from "@nightlatch/bytes";
import type { FuzzRandom } from "../fuzz-random.ts";
import { BYTE_MUTATIONS } from "./byte-mutations.ts";
import { encodeLoosely } from "./loose-cbor.ts";

const EDGE_VALUES: readonly [CborValue, ...CborValue[]] = [
  0,
  1,
  -1,
  23,
  24,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  "",
  "\u0000",
  "__proto__",
  "x".repeat(3000),
  new Uint8Array(0),
  new Uint8Array(16),
  new Uint8Array(32),
  new Uint8Array(33),
  [],
  {},
  [[[[[[]]]]]],
  null,
  true,
  false,
];
/** How far a change may climb into byte strings that hold CBOR themselves. */
const MAX_CLIMB = 12;

/** Undefined when `bytes` are no CBOR to begin with. */
export function mutateCbor(random: FuzzRandom, bytes: Uint8Array, other: Uint8Array): Uint8Array | undefined {
  const value = decodedOrUndefined(bytes);
  if (value === undefined) return undefined;
  const donor = decodedOrUndefined(other) ?? null;
  const changed = random.oneIn(8) ? value : change(random, value, donor, 0);
  return random.oneIn(6) ? encodeLoosely(random, changed) : encodeCbor(changed);
}

function change(random: FuzzRandom, value: CborValue, donor: CborValue, climb: number): CborValue {
  const climbsOn = climb < MAX_CLIMB && !random.oneIn(5);
  if (value instanceof Uint8Array) return changeBytes(random, value, donor, climbsOn ? climb : MAX_CLIMB);
  if (isList(value) && climbsOn && value.length > 0) return changeItem(random, value, donor, climb);
  if (isMap(value) && climbsOn && Object.keys(value).length > 0) return changeEntry(random, value, donor, climb);
  if (typeof value === "number" && random.oneIn(2)) return safe(value + random.below(5) - 2);
  return random.oneIn(4) ? somewhereIn(random, donor) : random.pick(EDGE_VALUES);
}

function changeBytes(random: FuzzRandom, value: Uint8Array, donor: CborValue, climb: number): CborValue {
  const inner = climb < MAX_CLIMB ? decodedOrUndefined(value) : undefined;
  if (inner !== undefined && !random.oneIn(4)) return encodeCbor(change(random, inner, donor, climb + 1));
  if (random.oneIn(6)) return somewhereIn(random, donor);
  return random.pick(BYTE_MUTATIONS)(random, value, new Uint8Array(0));
}

function changeItem(random: FuzzRandom, list: readonly CborValue[], donor: CborValue, climb: number): CborValue {
  const at = random.below(list.length);
  const item = list[at] ?? null;
  switch (random.below(8)) {
    case 0:
      return list.toSpliced(at, 1);
    case 1:
      return list.toSpliced(at, 0, item);
    case 2:
      return list.toSpliced(random.place(list.length), 0, somewhereIn(random, donor));
    case 3:
      return Array.from({ length: 2 + random.below(300) }, () => item);
    default:
      return list.with(at, change(random, item, donor, climb + 1));
  }
}

function changeEntry(
  random: FuzzRandom,
  map: Readonly<Record<string, CborValue>>,
  donor: CborValue,
  climb: number,
): CborValue {
  const entries = Object.entries(map);
  const at = random.below(entries.length);
  const [key = "", item = null] = entries[at] ?? [];
  switch (random.below(10)) {
    case 0:
      return Object.fromEntries(entries.toSpliced(at, 1));
    case 1:
      return Object.fromEntries([...entries, [random.pick(["x", "__proto__", "constructor", `${key}x`]), item]]);
    case 2:
      return Object.fromEntries(entries.with(at, [`${key}x`, item]));
    case 3:
      return Object.fromEntries(entries.with(at, [key, random.pickOf(entries)?.[1] ?? null]));
    default:
      return Object.fromEntries(entries.with(at, [key, change(random, item, donor, climb + 1)]));
  }
}

/** A value from anywhere inside another input: right in its own place, wrong in this one. */
function somewhereIn(random: FuzzRandom, value: CborValue): CborValue {
  const inner = isList(value) ? random.pickOf(value) : isMap(value) ? random.pickOf(Object.values(value)) : undefined;
  return inner === undefined || random.oneIn(4) ? value : somewhereIn(random, inner);
}

function decodedOrUndefined(bytes: Uint8Array): CborValue | undefined {
  try {
    return decodeCbor(bytes);
  } catch (error) {
    if (error instanceof BytesError) return undefined;
    throw error;
  }
}

function safe(value: number): number {
  return Number.isSafeInteger(value) ? value + 0 : 0;
}

function isList(value: CborValue): value is readonly CborValue[] {
  return Array.isArray(value);
}

function isMap(value: CborValue): value is Readonly<Record<string, CborValue>> {
  return typeof value === "object" && value !== null && !isList(value) && !(value instanceof Uint8Array);
}

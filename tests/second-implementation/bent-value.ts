// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Bends a decoded value in one random place, so that it stays close to what a household writes: layouts almost
 * right, ids and keys of others, one element too many. Random bytes would end at the decoder.
 */
import type { CborValue } from "@nightlatch/bytes";
import { seededRandom } from "@nightlatch/testkit";

/** A whole number from 0 up to, and without, `sides`. */
export type Dice = (sides: number) => number;
type Bend = (value: CborValue, dice: Dice) => CborValue;

const WORDS = [
  "owner",
  "member",
  "guest",
  "hub",
  "paper",
  "add",
  "leave",
  "rotate",
  "cancel",
  "",
  "é",
  "quorum none\n",
];
const NUMBERS = [-1, 0, 1, 2, 255, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER];

/** A copy of `value` with one change. `pool`: byte strings of the household, to stand where another one stood. */
export function bendValue(value: CborValue, pool: readonly Uint8Array[], dice: Dice): CborValue {
  if (Array.isArray(value)) return bendArray(value, pool, dice);
  if (value instanceof Uint8Array) return bendBytes(value, pool, dice);
  if (typeof value === "object" && value !== null) return bendMap(value as Record<string, CborValue>, pool, dice);
  if (typeof value === "boolean") return dice(4) === 0 ? null : !value;
  if (typeof value === "number")
    return dice(2) === 0 && value < 2 ** 52 ? value + 1 - 2 * dice(2) : (NUMBERS[dice(NUMBERS.length)] ?? 0);
  return WORDS[dice(WORDS.length)] ?? "";
}

export function diceFrom(seed: string): Dice {
  const random = seededRandom(seed);
  return (sides) => new DataView(random(4).buffer).getUint32(0) % Math.max(1, sides);
}

/** Every byte string in `value`. */
export function byteStrings(value: CborValue): readonly Uint8Array[] {
  if (value instanceof Uint8Array) return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value as Record<string, CborValue>).flatMap(byteStrings);
}

function bendArray(value: readonly CborValue[], pool: readonly Uint8Array[], dice: Dice): CborValue {
  const at = dice(value.length);
  const bends: readonly Bend[] = [
    () => value.map((inner, i) => (i === at ? bendValue(inner, pool, dice) : inner)),
    () => value.map((inner, i) => (i === at ? bendValue(inner, pool, dice) : inner)),
    () => value.filter((_, i) => i !== at),
    () => [...value, ...value.slice(at, at + 1)],
    () => [...value].reverse(),
    () => [],
  ];
  return pick(bends, dice)(value, dice);
}

function bendMap(value: Readonly<Record<string, CborValue>>, pool: readonly Uint8Array[], dice: Dice): CborValue {
  const keys = Object.keys(value);
  const key = keys[dice(keys.length)];
  const kind = dice(40);
  if (key === undefined || kind === 0) return { ...value, more: 0 };
  if (kind === 1) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
  return { ...value, [key]: bendValue(value[key] ?? null, pool, dice) };
}

function bendBytes(value: Uint8Array, pool: readonly Uint8Array[], dice: Dice): CborValue {
  const alike = pool.filter(({ length }) => length === value.length);
  const kind = dice(8);
  if (kind === 0) return value.subarray(1);
  if (kind === 1) return new Uint8Array(value.length);
  if (kind === 2) return flipBit(value, dice);
  return alike[dice(alike.length)] ?? flipBit(value, dice);
}

/** A copy with one bit flipped; of nothing, one byte. */
export function flipBit(bytes: Uint8Array, dice: Dice): Uint8Array {
  if (bytes.length === 0) return Uint8Array.of(dice(256));
  const at = dice(bytes.length);
  return bytes.map((byte, i) => (i === at ? byte ^ (1 << dice(8)) : byte));
}

function pick<T>(choices: readonly T[], dice: Dice): T {
  const choice = choices[dice(choices.length)];
  if (choice === undefined) throw new Error("nothing to choose from");
  return choice;
}

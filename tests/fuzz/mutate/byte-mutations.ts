// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Changes to bytes that know nothing of their meaning: flips, cuts, copies, and numbers where lengths may be. */
import { concatBytes } from "@nightlatch/bytes";
import type { FuzzRandom } from "../fuzz-random.ts";

export type ByteMutation = (random: FuzzRandom, bytes: Uint8Array, other: Uint8Array) => Uint8Array;

const EDGE_BYTES: readonly [number, ...number[]] = [0, 1, 0x7f, 0x80, 0xfe, 0xff];
const EDGE_NUMBERS: readonly [number, ...number[]] = [
  0,
  1,
  0x7f,
  0x80,
  0xff,
  0x100,
  0x7fff,
  0xffff,
  2 ** 31,
  2 ** 32 - 1,
];
const MAX_INSERTED_BYTES = 32;
const MAX_REPEATS = 64;

export const BYTE_MUTATIONS: readonly [ByteMutation, ...ByteMutation[]] = [
  flipBit,
  flipBit,
  setByte,
  addToByte,
  writeNumber,
  writeNumber,
  truncate,
  removeRange,
  insertBytes,
  copyRange,
  repeatRange,
  splice,
];

function flipBit(random: FuzzRandom, bytes: Uint8Array): Uint8Array {
  return changed(bytes, random.below(bytes.length), (byte) => byte ^ (1 << random.below(8)));
}

function setByte(random: FuzzRandom, bytes: Uint8Array): Uint8Array {
  const value = random.oneIn(2) ? random.pick(EDGE_BYTES) : random.below(256);
  return changed(bytes, random.below(bytes.length), () => value);
}

function addToByte(random: FuzzRandom, bytes: Uint8Array): Uint8Array {
  const difference = random.below(9) - 4;
  return changed(bytes, random.below(bytes.length), (byte) => byte + difference);
}

/** Most lengths are big-endian 16 or 32 bits: an edge value, the true rest of the input, or one beside it. */
function writeNumber(random: FuzzRandom, bytes: Uint8Array): Uint8Array {
  const width = random.pick([1, 2, 4, 8]);
  if (bytes.length < width) return bytes;
  const at = random.below(bytes.length - width + 1);
  const rest = bytes.length - at - width + random.below(3) - 1;
  const value = BigInt(Math.max(0, random.oneIn(2) ? rest : random.pick(EDGE_NUMBERS)));
  const copy = Uint8Array.from(bytes);
  for (let i = 0; i < width; i += 1) copy[at + i] = Number((value >> BigInt(8 * (width - 1 - i))) & 0xffn);
  return copy;
}

function truncate(random: FuzzRandom, bytes: Uint8Array): Uint8Array {
  return bytes.slice(0, random.below(bytes.length));
}

function removeRange(random: FuzzRandom, bytes: Uint8Array): Uint8Array {
  const [start, end] = range(random, bytes);
  return concatBytes(bytes.subarray(0, start), bytes.subarray(end));
}

function insertBytes(random: FuzzRandom, bytes: Uint8Array): Uint8Array {
  const at = random.place(bytes.length);
  const length = 1 + random.below(MAX_INSERTED_BYTES);
  const inserted = random.oneIn(3) ? new Uint8Array(length).fill(random.pick(EDGE_BYTES)) : random.bytes(length);
  return concatBytes(bytes.subarray(0, at), inserted, bytes.subarray(at));
}

function copyRange(random: FuzzRandom, bytes: Uint8Array): Uint8Array {
  const [start, end] = range(random, bytes);
  const copy = Uint8Array.from(bytes);
  copy.set(bytes.subarray(start, end), random.place(bytes.length - (end - start)));
  return copy;
}

function repeatRange(random: FuzzRandom, bytes: Uint8Array): Uint8Array {
  const [start, end] = range(random, bytes);
  const times = 1 + random.below(random.oneIn(8) ? MAX_REPEATS : 3);
  const repeated = Array.from({ length: times }, () => bytes.subarray(start, end));
  return concatBytes(bytes.subarray(0, end), ...repeated, bytes.subarray(end));
}

/** The head of this and the tail of another: what two valid inputs make when they are cut together. */
function splice(random: FuzzRandom, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  return concatBytes(bytes.subarray(0, random.place(bytes.length)), other.subarray(random.place(other.length)));
}

function range(random: FuzzRandom, bytes: Uint8Array): readonly [start: number, end: number] {
  const [a, b] = [random.place(bytes.length), random.place(bytes.length)];
  return [Math.min(a, b), Math.max(a, b)];
}

function changed(bytes: Uint8Array, at: number, change: (byte: number) => number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  if (at < copy.length) copy[at] = change(copy[at] ?? 0);
  return copy;
}

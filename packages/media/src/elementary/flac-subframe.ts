// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The one subframe of a mono frame (RFC 9639 §9.2): constant, fixed predictor or verbatim. */
import type { BitWriter } from "./bit-writer.ts";

const BITS_PER_SAMPLE = 16;
const MAX_ORDER = 4;
const MAX_RICE = 14;
const CONSTANT = 0;
const VERBATIM = 1;
const FIXED = 8;
const RICE_HEADER_BITS = 2 + 4 + 4;

export function writeSubframe(writer: BitWriter, samples: Int16Array, zeroBits: number): void {
  const values = new Int32Array(samples.length);
  for (let i = 0; i < values.length; i += 1) values[i] = (samples[i] ?? 0) >> zeroBits;
  const width = BITS_PER_SAMPLE - zeroBits;
  const [first = 0] = values;
  if (values.every((value) => value === first)) {
    writeHeader(writer, CONSTANT, zeroBits);
    writer.bits(first, width);
    return;
  }
  const { order, residual, rice, bits } = bestPrediction(values);
  if (order * width + RICE_HEADER_BITS + bits >= values.length * width) {
    writeHeader(writer, VERBATIM, zeroBits);
    for (const value of values) writer.bits(value, width);
    return;
  }
  writeHeader(writer, FIXED | order, zeroBits);
  for (const value of values.subarray(0, order)) writer.bits(value, width);
  writer.bits(0, 2 + 4); // 4-bit Rice parameters, one partition
  writer.bits(rice, 4);
  for (const value of residual) {
    const folded = fold(value);
    writer.unary(folded >>> rice);
    writer.bits(folded, rice);
  }
}

function writeHeader(writer: BitWriter, type: number, zeroBits: number): void {
  writer.bits(type, 7);
  writer.bits(zeroBits > 0 ? 1 : 0, 1);
  if (zeroBits > 0) writer.unary(zeroBits - 1);
}

type Prediction = Readonly<{ order: number; residual: Int32Array; rice: number; bits: number }>;

/** The order with the smallest residual: each is the difference of the one before (§9.2.5). */
function bestPrediction(values: Int32Array): Prediction {
  let best = { order: 0, residual: values, size: sumOfMagnitudes(values) };
  let differences = values;
  for (let order = 1; order <= MAX_ORDER; order += 1) {
    differences = differencesOf(differences);
    const size = sumOfMagnitudes(differences);
    // Smooth sound gets smaller with each order up to its own, and grows from there.
    if (size >= best.size) break;
    best = { order, residual: differences, size };
  }
  return { order: best.order, residual: best.residual, ...goodRice(best.residual, best.size) };
}

function differencesOf(values: Int32Array): Int32Array {
  const differences = new Int32Array(values.length - 1);
  for (let i = 0; i < differences.length; i += 1) differences[i] = (values[i + 1] ?? 0) - (values[i] ?? 0);
  return differences;
}

/** A Rice parameter is good when two to its power is about the mean: the lower neighbour, or this one. */
function goodRice(residual: Int32Array, size: number): { rice: number; bits: number } {
  const mean = (2 * size) / residual.length;
  const rice = Math.min(MAX_RICE, Math.max(0, Math.floor(Math.log2(mean + 1))));
  const lower = Math.max(0, rice - 1);
  const bits = riceBits(residual, rice);
  const lowerBits = riceBits(residual, lower);
  return lowerBits < bits ? { rice: lower, bits: lowerBits } : { rice, bits };
}

function riceBits(residual: Int32Array, rice: number): number {
  let bits = residual.length * (rice + 1);
  for (const value of residual) bits += fold(value) >>> rice;
  return bits;
}

function sumOfMagnitudes(values: Int32Array): number {
  let sum = 0;
  for (const value of values) sum += Math.abs(value);
  return sum;
}

/** Signed to unsigned: 0, -1, 1, -2 … (§9.2.7.2). */
function fold(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

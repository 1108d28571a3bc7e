// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Deterministic CBOR: RFC 8949 §4.2.1 core rules, and less of it: integers within ±(2^53-1), byte
 * strings, UTF-8 text, arrays, maps with text keys, booleans and null. No tags, floats, undefined or
 * indefinite lengths. Decoding refuses what it would not encode to the same bytes.
 */
import { decode, encode } from "cbor2";
import { equalBytes } from "./compare.ts";
import { BytesError } from "./errors.ts";

export type CborValue =
  number | string | boolean | null | Uint8Array | readonly CborValue[] | { readonly [key: string]: CborValue };

/** Nesting deeper than any structure of ours; deeper input is refused before it costs stack. */
const MAX_DEPTH = 16;

export function encodeCbor(value: CborValue): Uint8Array {
  assertEncodable(value, 0);
  return encode(value, { cde: true });
}

/** @throws bytes.malformed | bytes.not_canonical */
export function decodeCbor(bytes: Uint8Array): CborValue {
  const value = decodeStrictly(bytes);
  assertEncodable(value, 0);
  // The bytes are attacker-controlled: a second spelling of one value would carry two hashes.
  if (!equalBytes(encode(value, { cde: true }), bytes)) {
    throw new BytesError("bytes.not_canonical", "the CBOR value has another, canonical encoding");
  }
  return value;
}

function decodeStrictly(bytes: Uint8Array): CborValue {
  try {
    return decode<CborValue>(bytes, {
      cde: true,
      rejectDuplicateKeys: true,
      rejectStreaming: true,
      rejectFloats: true,
      rejectUndefined: true,
      rejectBigInts: true,
      rejectNegativeZero: true,
      maxDepth: MAX_DEPTH,
    });
  } catch (cause) {
    throw new BytesError("bytes.malformed", "not deterministic CBOR", { cause });
  }
}

function assertEncodable(value: unknown, depth: number): asserts value is CborValue {
  if (depth > MAX_DEPTH) throw new BytesError("bytes.malformed", "CBOR nested too deeply");
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (value instanceof Uint8Array) return;
  if (typeof value === "number") {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) return;
    throw new BytesError("bytes.malformed", "a CBOR number must be a safe integer");
  }
  if (Array.isArray(value)) {
    for (const item of value) assertEncodable(item, depth + 1);
    return;
  }
  if (typeof value === "object" && isPlainObject(value)) {
    for (const item of Object.values(value)) assertEncodable(item, depth + 1);
    return;
  }
  throw new BytesError("bytes.malformed", "a type outside the profile (tag, float, undefined, map with other keys)");
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

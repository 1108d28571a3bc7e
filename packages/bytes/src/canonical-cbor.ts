// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Deterministic CBOR: RFC 8949 §4.2.1 core rules, and less of it: integers within ±(2^53-1), byte
 * strings, UTF-8 text, arrays, maps with text keys, booleans and null. No tags, floats, undefined or
 * indefinite lengths. Decoding refuses what it would not encode to the same bytes.
 */
import { decode, encode } from "cbor2";
import { isCanonicalForm } from "./canonical-form.ts";
import { BytesError } from "./errors.ts";

export type CborValue =
  number | string | boolean | null | Uint8Array | readonly CborValue[] | { readonly [key: string]: CborValue };

/** Nesting deeper than any structure of ours; deeper input is refused before it costs stack. */
const MAX_DEPTH = 16;

/** The library takes memory in chunks of this size, one at least for each key of a map. */
const CHUNK_BYTES = 256;

export function encodeCbor(value: CborValue): Uint8Array {
  return encode(checked(value, 0), { cde: true, chunkSize: CHUNK_BYTES });
}

/** @throws bytes.malformed | bytes.not_canonical */
export function decodeCbor(input: Uint8Array): CborValue {
  const bytes = asPlainArray(input);
  const value = checked(decodeStrictly(bytes), 0);
  // The bytes are attacker-controlled: a second spelling of one value would carry two hashes.
  if (!isCanonicalForm(value, bytes)) {
    throw new BytesError("bytes.not_canonical", "the CBOR value has another, canonical encoding");
  }
  return value;
}

/** The library treats Node's Buffer as another type than Uint8Array, in both directions. */
function asPlainArray(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
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

/** The same value if the profile allows it, with every byte string as a plain array. */
function checked(value: unknown, depth: number): CborValue {
  if (depth > MAX_DEPTH) throw new BytesError("bytes.malformed", "CBOR nested too deeply");
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Uint8Array) return asPlainArray(value);
  if (typeof value === "number") {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) return value;
    throw new BytesError("bytes.malformed", "a CBOR number must be a safe integer");
  }
  if (Array.isArray(value)) return value.map((item) => checked(item, depth + 1));
  if (typeof value === "object" && isPlainObject(value)) {
    // From entries, not by assignment: a key "__proto__" is a key like any other.
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, checked(item, depth + 1)]));
  }
  throw new BytesError("bytes.malformed", "a type outside the profile (tag, float, undefined, map with other keys)");
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whether bytes are the one encoding of a value that RFC 8949 §4.2.1 allows, told by walking both side by side.
 * Written apart from the library that decodes, and with nothing of it: what both take is canonical by two accounts.
 */
import type { CborValue } from "./canonical-cbor.ts";
import { compareBytes } from "./compare.ts";
import { encodeUtf8 } from "./encodings.ts";

/** @param value within the profile of canonical-cbor.ts */
export function isCanonicalForm(value: CborValue, bytes: Uint8Array): boolean {
  return endOf(value, bytes, 0) === bytes.length;
}

const [UINT, NEGATIVE, BYTES, TEXT, ARRAY, MAP] = [0, 1, 2, 3, 4, 5];
const [FALSE, TRUE, NULL] = [0xf4, 0xf5, 0xf6];
/** Where no encoding ends. */
const NOWHERE = -1;

/** Where the encoding of `value` that starts at `at` ends; NOWHERE when there is another one. */
function endOf(value: CborValue, bytes: Uint8Array, at: number): number {
  if (typeof value === "number")
    return value < 0 ? endOfHead(NEGATIVE, -1 - value, bytes, at) : endOfHead(UINT, value, bytes, at);
  if (typeof value === "string") return endOfString(TEXT, utf8Of(value), bytes, at);
  if (value instanceof Uint8Array) return endOfString(BYTES, value, bytes, at);
  if (typeof value === "boolean") return bytes[at] === (value ? TRUE : FALSE) ? at + 1 : NOWHERE;
  if (value === null) return bytes[at] === NULL ? at + 1 : NOWHERE;
  if (isArray(value)) return endOfAll(value, bytes, endOfHead(ARRAY, value.length, bytes, at));
  const entries = Object.entries(value).map(([key, item]) => ({ key: utf8Of(key), item }));
  entries.sort((a, b) => a.key.length - b.key.length || compareBytes(a.key, b.key));
  let end = endOfHead(MAP, entries.length, bytes, at);
  for (const { key, item } of entries) {
    end = end === NOWHERE ? end : endOfString(TEXT, key, bytes, end);
    end = end === NOWHERE ? end : endOf(item, bytes, end);
  }
  return end;
}

function endOfAll(items: readonly CborValue[], bytes: Uint8Array, at: number): number {
  let end = at;
  for (const item of items) end = end === NOWHERE ? end : endOf(item, bytes, end);
  return end;
}

function endOfString(type: number, content: Uint8Array, bytes: Uint8Array, at: number): number {
  const start = endOfHead(type, content.length, bytes, at);
  if (start === NOWHERE || start + content.length > bytes.length) return NOWHERE;
  for (let i = 0; i < content.length; i += 1) if (bytes[start + i] !== content[i]) return NOWHERE;
  return start + content.length;
}

/** Type and number in the shortest form. */
function endOfHead(type: number, n: number, bytes: Uint8Array, at: number): number {
  if (n < 24) return bytes[at] === (type << 5) + n ? at + 1 : NOWHERE;
  const sizeLog = n < 0x100 ? 0 : n < 0x10000 ? 1 : n < 0x1_0000_0000 ? 2 : 3;
  if (bytes[at] !== (type << 5) + 24 + sizeLog) return NOWHERE;
  const end = at + 1 + (1 << sizeLog);
  let rest = n;
  for (let i = end - 1; i > at; i -= 1) {
    if (bytes[i] !== rest % 0x100) return NOWHERE;
    rest = Math.floor(rest / 0x100);
  }
  return end;
}

/** The same few keys stand in every map. Bounded: what comes in must not fill the memory. */
const knownTexts = new Map<string, Uint8Array>();
const MOST_TEXTS = 512;
const LONGEST_TEXT = 32;

function utf8Of(text: string): Uint8Array {
  const known = knownTexts.get(text);
  if (known !== undefined) return known;
  const encoded = encodeUtf8(text);
  if (text.length <= LONGEST_TEXT && knownTexts.size < MOST_TEXTS) knownTexts.set(text, encoded);
  return encoded;
}

function isArray(value: CborValue): value is readonly CborValue[] {
  return Array.isArray(value);
}

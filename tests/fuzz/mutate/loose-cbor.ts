// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file CBOR as an attacker may spell it (RFC 8949 §3): heads longer than needed, lengths left open, keys twice or out
 * of order, tags. The same value in another spelling would be the same entry under another hash.
 */
import { concatBytes, encodeUtf8, type CborValue } from "@nightlatch/bytes";
import type { FuzzRandom } from "../fuzz-random.ts";

const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6 } as const;
const HEAD_WIDTHS = [1, 2, 4, 8] as const;
const OPEN = 31;
const BREAK = Uint8Array.of(0xff);
/** Each place in the value is spelled strangely once in so many. */
const STRANGE_ONE_IN = 12;

export function encodeLoosely(random: FuzzRandom, value: CborValue): Uint8Array {
  const encoded = encodeValue(random, value);
  return random.oneIn(STRANGE_ONE_IN * 4) ? concatBytes(head(random, MAJOR.tag, 1), encoded) : encoded;
}

function encodeValue(random: FuzzRandom, value: CborValue): Uint8Array {
  if (value === null) return Uint8Array.of(random.oneIn(STRANGE_ONE_IN) ? 0xf7 : 0xf6);
  if (typeof value === "boolean") return Uint8Array.of(value ? 0xf5 : 0xf4);
  if (typeof value === "number") return encodeNumber(random, value);
  if (typeof value === "string") return encodeString(random, MAJOR.text, encodeUtf8(value));
  if (value instanceof Uint8Array) return encodeString(random, MAJOR.bytes, value);
  if (isList(value))
    return encodeItems(
      random,
      MAJOR.array,
      value.map((item) => [encodeValue(random, item)]),
    );
  return encodeMap(random, Object.entries(value));
}

function encodeNumber(random: FuzzRandom, value: number): Uint8Array {
  if (random.oneIn(STRANGE_ONE_IN)) return float64(value);
  return value < 0 ? head(random, MAJOR.negative, -1 - value) : head(random, MAJOR.unsigned, value);
}

function encodeString(random: FuzzRandom, major: number, content: Uint8Array): Uint8Array {
  if (!random.oneIn(STRANGE_ONE_IN)) return concatBytes(head(random, major, content.length), content);
  return concatBytes(open(major), head(random, major, content.length), content, BREAK);
}

function encodeMap(random: FuzzRandom, entries: readonly (readonly [string, CborValue])[]): Uint8Array {
  const pairs = entries.map(([key, item]) => [
    encodeString(random, MAJOR.text, encodeUtf8(key)),
    encodeValue(random, item),
  ]);
  const sorted = pairs.toSorted(([a], [b]) => compareKeys(a, b));
  if (random.oneIn(STRANGE_ONE_IN)) sorted.reverse();
  const twice = random.pickOf(sorted);
  if (twice !== undefined && random.oneIn(STRANGE_ONE_IN)) sorted.push(twice);
  return encodeItems(random, MAJOR.map, sorted);
}

function encodeItems(random: FuzzRandom, major: number, items: readonly (readonly Uint8Array[])[]): Uint8Array {
  if (random.oneIn(STRANGE_ONE_IN)) return concatBytes(open(major), ...items.flat(), BREAK);
  return concatBytes(head(random, major, items.length), ...items.flat());
}

function head(random: FuzzRandom, major: number, value: number): Uint8Array {
  const shortest = value < 24 ? 0 : value < 2 ** 8 ? 1 : value < 2 ** 16 ? 2 : value < 2 ** 32 ? 4 : 8;
  const longer = HEAD_WIDTHS.filter((width) => width > shortest);
  const width = random.oneIn(STRANGE_ONE_IN) ? (random.pickOf(longer) ?? shortest) : shortest;
  if (width === 0) return Uint8Array.of((major << 5) | value);
  const info = 24 + HEAD_WIDTHS.findIndex((known) => known === width);
  const number = Uint8Array.from({ length: width }, (_, i) =>
    Number((BigInt(value) >> BigInt(8 * (width - 1 - i))) & 0xffn),
  );
  return concatBytes(Uint8Array.of((major << 5) | info), number);
}

function open(major: number): Uint8Array {
  return Uint8Array.of((major << 5) | OPEN);
}

function float64(value: number): Uint8Array {
  const bytes = new Uint8Array(9);
  bytes[0] = 0xfb;
  new DataView(bytes.buffer).setFloat64(1, value);
  return bytes;
}

/** Core deterministic order: of the encoded keys, byte by byte. */
function compareKeys(a: Uint8Array | undefined, b: Uint8Array | undefined): number {
  return Buffer.compare(a ?? BREAK, b ?? BREAK);
}

function isList(value: CborValue): value is readonly CborValue[] {
  return Array.isArray(value);
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Searches bytes for words that must not be there, in every spelling in which they would still be readable:
 * UTF-8, UTF-16, hexadecimal, base64 and base64url at each of the three ways that bytes fall on four characters.
 */

export type Word = Readonly<{ name: string; bytes: Uint8Array }>;
export type Heap = Readonly<{ place: string; bytes: Uint8Array }>;

/** "word as spelling in place" for every find. */
export function findWords(words: readonly Word[], heaps: readonly Heap[]): readonly string[] {
  return words.flatMap((word) =>
    spellingsOf(word).flatMap(({ spelling, bytes }) =>
      heaps.filter((heap) => has(heap, bytes)).map(({ place }) => `${word.name} as ${spelling} in ${place}`),
    ),
  );
}

export function textWord(text: string): Word {
  return { name: text, bytes: Buffer.from(text) };
}

export type Spelling = Readonly<{ spelling: string; bytes: Buffer }>;

export function spellingsOf({ bytes }: Word): readonly Spelling[] {
  const wide = Buffer.from(Buffer.from(bytes).toString("utf8"), "utf16le");
  return [
    ...Object.entries({ bytes: Buffer.from(bytes), wide }).flatMap(([form, raw]) => [
      { spelling: form, bytes: raw },
      { spelling: `${form}, hex`, bytes: Buffer.from(raw.toString("hex")) },
      { spelling: `${form}, HEX`, bytes: Buffer.from(raw.toString("hex").toUpperCase()) },
      ...[0, 1, 2].flatMap((offset) => base64At(form, raw, offset)),
    ]),
  ];
}

/** The characters that depend on these bytes alone, when `offset` bytes that nobody knows come before them. */
function base64At(form: string, raw: Buffer, offset: number): readonly Spelling[] {
  const shifted = Buffer.concat([Buffer.alloc(offset), raw]);
  const [first, end] = [Math.ceil((offset * 8) / 6), Math.floor((shifted.length * 8) / 6)];
  return (["base64", "base64url"] as const).map((encoding) => ({
    spelling: `${form}, ${encoding} at ${String(offset)}`,
    bytes: Buffer.from(shifted.toString(encoding).slice(first, end)),
  }));
}

function has({ bytes }: Heap, needle: Buffer): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(needle);
}

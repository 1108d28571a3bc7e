// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Changes to text formats: lines, numbers and the words that the format gives a meaning. */
import { encodeUtf8 } from "@nightlatch/bytes";
import type { FuzzRandom } from "../fuzz-random.ts";

const EDGE_NUMBERS: readonly [string, ...string[]] = [
  "0",
  "-1",
  "00",
  "1",
  "65535",
  "65536",
  "4294967296",
  "9007199254740992",
  "18446744073709551616",
  "1e9",
  "0x10",
  "9".repeat(400),
];
const SEPARATORS: readonly [string, ...string[]] = [
  "\n",
  "\r\n",
  "\r",
  "\n\n",
  "\t",
  " ",
  ":",
  ";",
  ",",
  "=",
  '"',
  "\\",
  "/",
  "\u0000",
  "\u00e9",
  "\u2014",
  "\ufeff",
];
const MAX_REPEATS = 3000;
const latin1 = new TextDecoder("latin1");

/** Works on characters of one byte: what is no UTF-8 stays so. */
export function mutateText(random: FuzzRandom, bytes: Uint8Array, dictionary: readonly string[]): Uint8Array {
  const text = latin1.decode(bytes);
  const changed = random.oneIn(2) ? changeLines(random, text) : changeCharacters(random, text, dictionary);
  return toBytes(changed);
}

function changeLines(random: FuzzRandom, text: string): string {
  const lines = text.split("\n");
  const at = random.below(lines.length);
  const line = lines[at] ?? "";
  switch (random.below(5)) {
    case 0:
      return lines.toSpliced(at, 1).join("\n");
    case 1:
      return lines.toSpliced(random.place(lines.length), 0, line).join("\n");
    case 2:
      return lines.toSpliced(at, 1, ...line.split(random.pick(SEPARATORS))).join("\n");
    case 3:
      return lines.with(at, line + (random.pickOf(lines) ?? "")).join("\n");
    default:
      return lines.with(at, replaceNumber(random, line)).join("\n");
  }
}

function replaceNumber(random: FuzzRandom, line: string): string {
  const numbers = [...line.matchAll(/\d+/g)];
  const chosen = random.pickOf(numbers);
  if (chosen === undefined) return line + random.pick(EDGE_NUMBERS);
  return line.slice(0, chosen.index) + random.pick(EDGE_NUMBERS) + line.slice(chosen.index + chosen[0].length);
}

function changeCharacters(random: FuzzRandom, text: string, dictionary: readonly string[]): string {
  const at = random.place(text.length);
  const end = Math.min(text.length, at + random.below(8));
  const [before, middle, after] = [text.slice(0, at), text.slice(at, end), text.slice(end)];
  switch (random.below(7)) {
    case 0:
      return before + (random.pickOf(dictionary) ?? "") + middle + after;
    case 1:
      return before + random.pick(SEPARATORS) + after;
    case 2:
      return before + after;
    case 3:
      return before + middle.repeat(1 + random.below(random.oneIn(20) ? MAX_REPEATS : 8)) + after;
    case 4:
      return before + (random.oneIn(2) ? middle.toUpperCase() : middle.toLowerCase()) + after;
    case 5:
      return before + (random.pickOf(dictionary) ?? "") + after;
    default:
      return before + String.fromCharCode(random.below(256)) + after;
  }
}

/** Characters beyond one byte, which the lists above have, are written as UTF-8. */
function toBytes(text: string): Uint8Array {
  // eslint-disable-next-line no-control-regex -- all of one byte
  return /^[\u0000-\u00ff]*$/.test(text)
    ? Uint8Array.from(text, (character) => character.charCodeAt(0))
    : encodeUtf8(text);
}

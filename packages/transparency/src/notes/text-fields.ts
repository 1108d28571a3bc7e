// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the text forms of C2SP share: decimals with one spelling, hashes in base64, UTF-8. */
import { decodeBase64, decodeUtf8, encodeBase64 } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { TransparencyError } from "../errors.ts";

const FIRST_PRINTABLE = 0x20;
const DECIMAL = /^(0|[1-9][0-9]{0,15})$/;

/** No sign, no leading zero, at most 2^53 - 1. @throws transparency.malformed */
export function parseDecimal(text: string): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new TransparencyError("transparency.malformed", "not a decimal number");
  return value;
}

/** @throws transparency.malformed */
export function parseHash(text: string): Hash {
  const bytes = parseBase64(text);
  if (bytes.length !== HASH_BYTES) throw new TransparencyError("transparency.malformed", "a hash has 32 bytes");
  return bytes as Hash;
}

export function formatHash(hash: Hash): string {
  return encodeBase64(hash);
}

/** @throws transparency.malformed */
export function parseBase64(text: string): Uint8Array {
  return read("padded standard base64", () => decodeBase64(text));
}

/** @throws transparency.malformed */
export function parseUtf8(bytes: Uint8Array): string {
  return read("UTF-8", () => decodeUtf8(bytes));
}

/** True for a character below U+0020 that is not one of `allowed`. */
export function holdsControl(text: string, allowed: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    if (text.charCodeAt(i) < FIRST_PRINTABLE && !allowed.includes(text.charAt(i))) return true;
  }
  return false;
}

function read<T>(form: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw new TransparencyError("transparency.malformed", `not ${form}`, { cause });
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Text forms of bytes: base64url without padding (RFC 4648 §5), base64 with padding (§4), lower-case hex, UTF-8. */
import { base64, base64urlnopad, hex } from "@scure/base";
import { BytesError } from "./errors.ts";

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const utf8Encoder = new TextEncoder();

export function encodeBase64url(bytes: Uint8Array): string {
  return base64urlnopad.encode(bytes);
}

/** @throws bytes.malformed */
export function decodeBase64url(text: string): Uint8Array {
  return decodeWith("base64url", () => base64urlnopad.decode(text));
}

/** With padding: the form of C2SP's notes. */
export function encodeBase64(bytes: Uint8Array): string {
  return base64.encode(bytes);
}

/** Refuses missing padding and bits that no encoder would set. @throws bytes.malformed */
export function decodeBase64(text: string): Uint8Array {
  return decodeWith("base64", () => base64.decode(text));
}

export function encodeHex(bytes: Uint8Array): string {
  return hex.encode(bytes);
}

/** Refuses upper case: bytes have one spelling. @throws bytes.malformed */
export function decodeHex(text: string): Uint8Array {
  if (/[A-F]/.test(text)) throw new BytesError("bytes.malformed", "hex in upper case");
  return decodeWith("hex", () => hex.decode(text));
}

export function encodeUtf8(text: string): Uint8Array {
  return utf8Encoder.encode(text);
}

/** @throws bytes.malformed when `bytes` is not valid UTF-8 */
export function decodeUtf8(bytes: Uint8Array): string {
  return decodeWith("UTF-8", () => strictUtf8.decode(bytes));
}

function decodeWith<T>(form: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw new BytesError("bytes.malformed", `not valid ${form}`, { cause });
  }
}

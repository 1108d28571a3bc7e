// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Sizes tell: a name's length, a picture's detail. Contents are padded to 256 · 4^k bytes (protocol §8). */
import { ByteReader, concatBytes } from "@nightlatch/bytes";
import { ProtocolError } from "./errors.ts";
import { encodeUint32 } from "./wire/uint32.ts";

const SMALLEST_BYTES = 256;
const LENGTH_BYTES = 4;
export const MAX_CONTENT_BYTES = 1024 * 1024 - LENGTH_BYTES;

/** u32 length ‖ content ‖ zeros. @throws protocol.too_large */
export function padContent(content: Uint8Array): Uint8Array {
  if (content.length > MAX_CONTENT_BYTES) throw new ProtocolError("protocol.too_large", "a record over 1 MiB");
  let size = SMALLEST_BYTES;
  while (size < content.length + LENGTH_BYTES) size *= 4;
  const padding = new Uint8Array(size - LENGTH_BYTES - content.length);
  return concatBytes(encodeUint32(content.length), content, padding);
}

/** @throws protocol.malformed */
export function unpadContent(padded: Uint8Array): Uint8Array {
  const reader = new ByteReader(padded);
  const length = padded.length < LENGTH_BYTES ? Number.POSITIVE_INFINITY : reader.u32();
  if (length > reader.remaining) throw new ProtocolError("protocol.malformed", "a record's padding is wrong");
  const content = reader.take(length);
  if (reader.take(reader.remaining).some((byte) => byte !== 0)) {
    throw new ProtocolError("protocol.malformed", "a record's padding is not zero");
  }
  return content;
}

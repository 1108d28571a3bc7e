// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file ISO base media file boxes (ISO/IEC 14496-12 §4.2): size, four letters, content. */
import { ByteReader, BytesError, concatBytes } from "@nightlatch/bytes";
import { MediaError } from "../errors.ts";

export const BOX_HEAD_BYTES = 8;

/** More children than any box of ours has: what stands there is not ours. */
const MAX_CHILDREN = 32;

export type Box = Readonly<{ type: string; body: Uint8Array }>;

export function buildBox(type: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = parts.reduce((sum, part) => sum + part.length, BOX_HEAD_BYTES);
  return concatBytes(u32(size), letters(type), ...parts);
}

/** A box with version and flags (§4.2.2). */
export function buildFullBox(
  type: string,
  version: number,
  flags: number,
  ...parts: readonly Uint8Array[]
): Uint8Array {
  return buildBox(type, u32(version * 0x100_0000 + flags), ...parts);
}

/** All boxes of `bytes`, which they must fill. @throws media.bad_box */
export function readBoxes(bytes: Uint8Array): readonly Box[] {
  return refuseTruncation(() => {
    const reader = new ByteReader(bytes);
    const boxes: Box[] = [];
    while (reader.remaining > 0) {
      const size = reader.u32();
      const type = String.fromCharCode(...reader.take(4));
      // The writer chose the size; 0 and 1 stand for "to the end" and 64 bits, which we never write.
      if (size < BOX_HEAD_BYTES || boxes.length === MAX_CHILDREN) throw badBox(`a ${type} box of size ${size}`);
      boxes.push({ type, body: reader.take(size - BOX_HEAD_BYTES) });
    }
    return boxes;
  });
}

/** The first child of this type. @throws media.bad_box when there is none */
export function readChild(boxes: readonly Box[], type: string): Uint8Array {
  const found = boxes.find((box) => box.type === type);
  if (found === undefined) throw badBox(`no ${type} box`);
  return found.body;
}

/** The body behind a sample entry's or full box's own fields. @throws media.bad_box */
export function bodyBehind(body: Uint8Array, fieldBytes: number): Uint8Array {
  if (body.length < fieldBytes) throw badBox("a box that is cut short");
  return body.subarray(fieldBytes);
}

/** Runs `read`; a read past the end becomes media.bad_box. */
export function refuseTruncation<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof BytesError) throw new MediaError("media.bad_box", "a box that is cut short", { cause });
    throw cause;
  }
}

export function badBox(message: string): MediaError {
  return new MediaError("media.bad_box", message);
}

export function letters(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export function u16(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value >>> 8, value]));
}

export function u32(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value >>> 24, value >>> 16, value >>> 8, value]));
}

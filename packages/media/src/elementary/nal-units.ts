// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file NAL units in their two wrappings: start codes (Annex B) and lengths (ISO/IEC 14496-15). */
import { MediaError } from "../errors.ts";

const LENGTH_BYTES = 4;

/** NAL units of an Annex B stream, as views. Bytes before the first start code are refused. @throws media.truncated_nal */
export function splitAnnexB(stream: Uint8Array): readonly Uint8Array[] {
  const nals: Uint8Array[] = [];
  let code = findStartCode(stream, 0);
  if (stream.subarray(0, code).some((byte) => byte !== 0)) throw truncated("bytes before the first start code");
  while (code < stream.length) {
    const start = code + 3;
    code = findStartCode(stream, start);
    const nal = stream.subarray(start, endWithoutZeros(stream, start, code));
    if (nal.length === 0) throw truncated("an empty NAL unit");
    nals.push(nal);
  }
  return nals;
}

/** NAL units behind lengths of `lengthBytes`, as views. @throws media.truncated_nal */
export function splitLengthPrefixed(data: Uint8Array, lengthBytes: 1 | 2 | 4 = LENGTH_BYTES): readonly Uint8Array[] {
  const nals: Uint8Array[] = [];
  for (let offset = 0; offset < data.length;) {
    const start = offset + lengthBytes;
    offset = endOfNal(data, offset, lengthBytes);
    nals.push(data.subarray(start, offset));
  }
  return nals;
}

/** What `splitLengthPrefixed` would refuse, without making the views. @throws media.truncated_nal */
export function assertLengthPrefixed(data: Uint8Array): void {
  for (let offset = 0; offset < data.length;) offset = endOfNal(data, offset, LENGTH_BYTES);
}

/** One array with each NAL unit behind its 4-byte length; in its buffer, `headroomBytes` lie free before it. */
export function joinLengthPrefixed(nals: readonly Uint8Array[], headroomBytes = 0): Uint8Array<ArrayBuffer> {
  const joinedBytes = nals.reduce((sum, nal) => sum + LENGTH_BYTES + nal.length, 0);
  const joined = new Uint8Array(new ArrayBuffer(headroomBytes + joinedBytes), headroomBytes);
  const view = new DataView(joined.buffer, headroomBytes);
  let offset = 0;
  for (const nal of nals) {
    view.setUint32(offset, nal.length);
    joined.set(nal, offset + LENGTH_BYTES);
    offset += LENGTH_BYTES + nal.length;
  }
  return joined;
}

/** The raw payload of a NAL unit: emulation prevention bytes taken out (H.264 §7.4.1). */
export function unescapeNal(nal: Uint8Array): Uint8Array {
  const payload = new Uint8Array(nal.length);
  let length = 0;
  let zeros = 0;
  for (const byte of nal) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    payload[length] = byte;
    length += 1;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return payload.subarray(0, length);
}

function endOfNal(data: Uint8Array, offset: number, lengthBytes: number): number {
  let length = 0;
  for (let i = offset; i < offset + lengthBytes; i += 1) length = length * 256 + (data[i] ?? 0);
  const end = offset + lengthBytes + length;
  // The camera chose the length.
  if (length === 0 || end > data.length) throw truncated("a NAL unit runs past the end of its picture");
  return end;
}

/** Index of the next 00 00 01, or the end. */
function findStartCode(stream: Uint8Array, from: number): number {
  for (let one = stream.indexOf(1, from + 2); one !== -1; one = stream.indexOf(1, one + 1)) {
    if (stream[one - 1] === 0 && stream[one - 2] === 0) return one - 2;
  }
  return stream.length;
}

function endWithoutZeros(stream: Uint8Array, start: number, end: number): number {
  let last = end;
  while (last > start && stream[last - 1] === 0) last -= 1;
  return last;
}

function truncated(message: string): MediaError {
  return new MediaError("media.truncated_nal", message);
}

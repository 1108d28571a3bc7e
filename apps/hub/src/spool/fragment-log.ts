// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The file of one clip: records in a row, each
 *
 *     sealed leaf (32) | plain leaf (32) | capture time, Unix ms (f64) | frame
 *
 * The frame is what the server gets. The leaves let a hub that lost the clip's key in a crash still close the clip.
 * A record is whole when the frame's hash is the sealed leaf: plain leaf and time lie between the two and are far
 * smaller than a disk's page, so pages that hold both ends hold them, too.
 */
import type { FileHandle } from "node:fs/promises";
import { equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { merkleLeafHash } from "@nightlatch/crypto/merkle";
import {
  FRAME_HEAD_BYTES,
  ProtocolError,
  readFragmentHead,
  type FragmentHead,
  type Part,
} from "@nightlatch/protocol/wire";
import { isFileLost } from "./disk-refusal.ts";

export const RECORD_HEAD_BYTES = 72;
const HASH_BYTES = 32;
/** The ciphertext's length in a frame's head. */
const LENGTH_OFFSET = 8;
const MAX_CIPHERTEXT_BYTES = 8 * 1024 * 1024;

export type FragmentLeaves = Readonly<{ sealedLeaf: Hash; plainLeaf: Hash; captureTimeMs: number }>;
export type LoggedFragment = FragmentLeaves & Readonly<{ frame: Uint8Array; sequence: number; endOffset: number }>;

export function encodeRecordHead({ sealedLeaf, plainLeaf, captureTimeMs }: FragmentLeaves): Uint8Array {
  const head = new Uint8Array(RECORD_HEAD_BYTES);
  head.set(sealedLeaf);
  head.set(plainLeaf, HASH_BYTES);
  new DataView(head.buffer).setFloat64(2 * HASH_BYTES, captureTimeMs);
  return head;
}

/** Reads whole records from the start until the end, or until the first that is torn: what follows was never synced. */
export async function* scanLog(file: FileHandle): AsyncGenerator<LoggedFragment, void, undefined> {
  let offset = 0;
  for (let sequence = 0; ; sequence += 1) {
    const record = await readRecord(file, offset);
    if (record?.sequence !== sequence) return;
    offset = record.endOffset;
    yield record;
  }
}

/** The frames of one part, without the record heads. `undefined` when the file does not hold what the manifest says. */
export async function readPart(file: FileHandle, parts: readonly Part[], index: number, count: number) {
  const [part, next] = [parts[index], parts[index + 1]];
  if (part === undefined) return undefined;
  const fragments = (next?.firstSequence ?? count) - part.firstSequence;
  const sizeBytes = part.sizeBytes + fragments * RECORD_HEAD_BYTES;
  const earlierBytes = parts.slice(0, index).reduce((sum, { sizeBytes: bytes }) => sum + bytes, 0);
  const logged = await readFully(file, earlierBytes + part.firstSequence * RECORD_HEAD_BYTES, sizeBytes);
  return logged === undefined ? undefined : withoutHeads(logged, part.sizeBytes);
}

async function readRecord(file: FileHandle, offset: number): Promise<LoggedFragment | undefined> {
  const heads = await readFully(file, offset, RECORD_HEAD_BYTES + FRAME_HEAD_BYTES);
  if (heads === undefined) return undefined;
  const view = new DataView(heads.buffer, heads.byteOffset, heads.byteLength);
  const ciphertextBytes = view.getUint32(RECORD_HEAD_BYTES + LENGTH_OFFSET);
  if (ciphertextBytes > MAX_CIPHERTEXT_BYTES) return undefined;
  const frame = await readFully(file, offset + RECORD_HEAD_BYTES, FRAME_HEAD_BYTES + ciphertextBytes);
  const sealedLeaf = heads.slice(0, HASH_BYTES) as Hash;
  if (frame === undefined || !equalBytes(merkleLeafHash(frame), sealedLeaf)) return undefined;
  const sequence = sequenceOf(frame);
  if (sequence === undefined) return undefined;
  return {
    sealedLeaf,
    plainLeaf: heads.slice(HASH_BYTES, 2 * HASH_BYTES) as Hash,
    captureTimeMs: view.getFloat64(2 * HASH_BYTES),
    frame,
    sequence,
    endOffset: offset + RECORD_HEAD_BYTES + frame.length,
  };
}

function sequenceOf(frame: Uint8Array): number | undefined {
  const head = headAt(frame, 0);
  return head?.frameBytes === frame.length ? head.sequence : undefined;
}

function headAt(bytes: Uint8Array, offset: number): FragmentHead | undefined {
  try {
    return readFragmentHead(bytes, offset);
  } catch (error) {
    // Bytes that a power cut left behind, or that rotted, are no frame; the log ends before them.
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

async function readFully(
  file: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length;) {
    const bytesRead = await readSome(file, bytes, filled, position + filled);
    if (bytesRead === 0) return undefined;
    filled += bytesRead;
  }
  return bytes;
}

/** 0 at the end of the file, and at a place that the disk cannot read any more. */
async function readSome(file: FileHandle, bytes: Uint8Array, filled: number, position: number): Promise<number> {
  try {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, position);
    return bytesRead;
  } catch (error) {
    if (isFileLost(error)) return 0;
    throw error;
  }
}

/** In place: the frames move together over their heads. */
function withoutHeads(logged: Uint8Array<ArrayBuffer>, sizeBytes: number): Uint8Array<ArrayBuffer> | undefined {
  let [from, to] = [0, 0];
  while (from < logged.length) {
    const head = headAt(logged, from + RECORD_HEAD_BYTES);
    if (head === undefined || to + head.frameBytes > sizeBytes) return undefined;
    const start = from + RECORD_HEAD_BYTES;
    logged.copyWithin(to, start, start + head.frameBytes);
    from = start + head.frameBytes;
    to += head.frameBytes;
  }
  return to === sizeBytes ? logged.subarray(0, to) : undefined;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a cosigner signs, and how the time travels with it: c2sp.org/tlog-cosignature, "Ed25519 signed message"
 * and "ML-DSA-44 signed message". A cosignature says: at this time this was the largest tree that I saw of this log,
 * and it grew from all that I saw before.
 */
import { ByteReader, concatBytes, encodeUtf8 } from "@nightlatch/bytes";
import { TransparencyError } from "../errors.ts";
import type { Checkpoint } from "./checkpoint.ts";

/** POSIX seconds and the bare signature. */
export type TimestampedSignature = Readonly<{ timeSeconds: number; signature: Uint8Array }>;

const TIME_BYTES = 8;
const MAX_FIELD_BYTES = 255;
/** `label` of cosigned_message. */
const SUBTREE_LABEL = encodeUtf8("subtree/v1\n\0");

/** Over the checkpoint's whole text, extension lines included. The cosigner's name is not in it. */
export function ed25519CosignedMessage(timeSeconds: number, text: string): Uint8Array {
  return encodeUtf8(`cosignature/v1\ntime ${String(timeSeconds)}\n${text}`);
}

/** Over the tree head and both names; extension lines are not signed. @throws transparency.malformed */
export function mlDsaCosignedMessage(cosigner: string, timeSeconds: number, checkpoint: Checkpoint): Uint8Array {
  return concatBytes(
    SUBTREE_LABEL,
    shortField(cosigner),
    uint64(timeSeconds),
    shortField(checkpoint.origin),
    uint64(0),
    uint64(checkpoint.size),
    checkpoint.root,
  );
}

/** Undefined for bytes that hold no time that a witness may give: 0 says nothing about freshness. */
export function decodeTimestamped(bytes: Uint8Array): TimestampedSignature | undefined {
  if (bytes.length <= TIME_BYTES) return undefined;
  const reader = new ByteReader(bytes);
  const timeSeconds = Number(reader.u64());
  if (timeSeconds === 0 || !Number.isSafeInteger(timeSeconds * 1000)) return undefined;
  return { timeSeconds, signature: reader.take(reader.remaining) };
}

export function encodeTimestamped({ timeSeconds, signature }: TimestampedSignature): Uint8Array {
  return concatBytes(uint64(timeSeconds), signature);
}

function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

function shortField(text: string): Uint8Array {
  const bytes = encodeUtf8(text);
  if (bytes.length > MAX_FIELD_BYTES) {
    throw new TransparencyError("transparency.malformed", "a cosigned name has at most 255 bytes");
  }
  return concatBytes(Uint8Array.of(bytes.length), bytes);
}

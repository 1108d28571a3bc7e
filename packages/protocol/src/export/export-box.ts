// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The box that the proof rides in at the end of an exported MP4 (protocol §14.1), which players skip. Twins.
 *
 *     u32 size | "uuid" | 16 bytes | proof | u32 size
 */
import { concatBytes, decodeHex, encodeUtf8, equalBytes } from "@nightlatch/bytes";
import { encodeUint32 } from "../wire/uint32.ts";
import { encodeExportProof, type ExportProof } from "./export-proof.ts";

const BOX_TYPE = concatBytes(encodeUtf8("uuid"), decodeHex("8a1f5c0e6d2b4f7a9c3e51d07b64e2f9"));
const AROUND_BYTES = 4 + BOX_TYPE.length + 4;

export function encodeExportBox(exported: ExportProof): Uint8Array {
  const proof = encodeExportProof(exported);
  const size = encodeUint32(AROUND_BYTES + proof.length);
  // Once more at the end: whoever has the file finds the box without reading the video.
  return concatBytes(size, BOX_TYPE, proof, size);
}

/** The movie before the box, and the bytes of the proof; undefined for a file that carries none. */
export function findExportBox(file: Uint8Array): Readonly<{ movie: Uint8Array; proof: Uint8Array }> | undefined {
  if (file.length < AROUND_BYTES) return undefined;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const size = view.getUint32(file.length - 4);
  const start = file.length - size;
  if (size < AROUND_BYTES || start < 0 || view.getUint32(start) !== size) return undefined;
  if (!equalBytes(file.subarray(start + 4, start + 4 + BOX_TYPE.length), BOX_TYPE)) return undefined;
  return { movie: file.subarray(0, start), proof: file.subarray(start + 4 + BOX_TYPE.length, file.length - 4) };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The proof that rides at the end of an exported MP4 (protocol §14): a `uuid` box, which players skip. Twins in
 * one order. The file is attacker-controlled.
 *
 *     u32 size | "uuid" | 16 bytes | proof | u32 size
 */
import { concatBytes, decodeHex, encodeCbor, encodeUtf8, equalBytes, type CborValue } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { decodeBounded, MapFields, readArray, readBytes, readUint } from "../wire/map-fields.ts";
import { PROTOCOL_VERSION } from "../wire/index.ts";
import { encodeUint32 } from "../wire/uint32.ts";

export type ExportProof = Readonly<{
  /** The household's ledger, from its first entry on. */
  entries: readonly Uint8Array[];
  header: Uint8Array;
  /** Signed by the hub. */
  manifest: Uint8Array;
  /** Sequence of the first fragment behind the init segment. */
  first: number;
  /** In the order of the file, the init segment first. */
  fragments: readonly Readonly<{ sizeBytes: number; salt: Uint8Array }>[];
  /** See partial-tree.ts. */
  hidden: readonly Hash[];
}>;

export const MAX_EXPORT_PROOF_BYTES = 32 * 1024 * 1024;
const EXPORT_SALT_BYTES = 16;
const BOX_TYPE = concatBytes(encodeUtf8("uuid"), decodeHex("8a1f5c0e6d2b4f7a9c3e51d07b64e2f9"));
const AROUND_BYTES = 4 + BOX_TYPE.length + 4;
const MAX_ENTRIES = 65_536;
const MAX_FRAGMENTS = 65_536;
const MAX_HIDDEN = 128;

export function encodeExportBox({ entries, header, manifest, first, fragments, hidden }: ExportProof): Uint8Array {
  const proof = encodeCbor({
    v: PROTOCOL_VERSION,
    entries: [...entries],
    header,
    manifest,
    first,
    fragments: fragments.map(({ sizeBytes, salt }) => [sizeBytes, salt]),
    hidden: [...hidden],
  });
  const size = encodeUint32(AROUND_BYTES + proof.length);
  // Once more at the end: whoever has the file finds the box without reading the video.
  return concatBytes(size, BOX_TYPE, proof, size);
}

/** The video before the box, and the bytes of the proof; undefined for a file that carries none. */
export function findExportBox(file: Uint8Array): Readonly<{ video: Uint8Array; proof: Uint8Array }> | undefined {
  if (file.length < AROUND_BYTES) return undefined;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const size = view.getUint32(file.length - 4);
  const start = file.length - size;
  if (size < AROUND_BYTES || start < 0 || view.getUint32(start) !== size) return undefined;
  if (!equalBytes(file.subarray(start + 4, start + 4 + BOX_TYPE.length), BOX_TYPE)) return undefined;
  return { video: file.subarray(0, start), proof: file.subarray(start + 4 + BOX_TYPE.length, file.length - 4) };
}

/** @throws protocol.malformed | protocol.bad_version | protocol.too_large */
export function decodeExportProof(bytes: Uint8Array): ExportProof {
  const keys = ["v", "entries", "header", "manifest", "first", "fragments", "hidden"];
  const fields = new MapFields(decodeBounded(bytes, MAX_EXPORT_PROOF_BYTES, "export proof"), keys, "export proof");
  fields.version();
  return {
    entries: fields.list("entries", MAX_ENTRIES, (item, what) => readBytes(item, what)),
    header: readBytes(fields.value("header"), "export header"),
    manifest: readBytes(fields.value("manifest"), "export manifest"),
    first: fields.uint("first"),
    fragments: fields.list("fragments", MAX_FRAGMENTS, decodeFragment),
    hidden: fields.list("hidden", MAX_HIDDEN, (item, what) => readBytes(item, what, HASH_BYTES) as Hash),
  };
}

function decodeFragment(value: CborValue, what: string): ExportProof["fragments"][number] {
  const [sizeBytes, salt] = readArray(value, what, 2);
  return { sizeBytes: readUint(sizeBytes, what), salt: readBytes(salt, what, EXPORT_SALT_BYTES) };
}

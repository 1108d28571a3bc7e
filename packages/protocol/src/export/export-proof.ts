// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What an exported file says of itself (protocol §14.1): the household's history, the hub's diary of that time,
 * and for each clip which of its fragments are in the file. Twins in one order. Every byte is attacker-controlled.
 */
import { encodeCbor, type CborValue } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import { LANE_SALT_BYTES, PROTOCOL_VERSION } from "../wire/index.ts";
import { decodeBounded, MapFields, readArray, readBytes, readUint } from "../wire/map-fields.ts";

export type ExportProof = Readonly<{
  /** The household's ledger, from its first entry on. */
  entries: readonly Uint8Array[];
  /** Signed items of the camera's diary, in order: those of the clips, and what lies between. */
  diary: readonly Uint8Array[];
  /** In the order of the file. */
  clips: readonly ClipProof[];
  /** That the history is in the public log. */
  log: LogRecord | undefined;
}>;

export type ClipProof = Readonly<{
  header: Uint8Array;
  /** Sequence of the first fragment behind the init segment. */
  first: number;
  /** In the order of the file, the init segment first. */
  fragments: readonly Readonly<{ sizeBytes: number; salt: Uint8Array }>[];
  /** See partial-tree.ts. */
  hidden: readonly Hash[];
}>;

/** `proof`: a tlog-proof with the leaf as extra data, which `salt` and `seq` open. */
export type LogRecord = Readonly<{ proof: Uint8Array; salt: Uint8Array; seq: number }>;

export const MAX_EXPORT_PROOF_BYTES = 32 * 1024 * 1024;
export const MAX_EXPORT_CLIPS = 4096;
/** Of all clips together. */
export const MAX_EXPORT_FRAGMENTS = 524_288;
const MAX_ENTRIES = 65_536;
const MAX_DIARY = 65_536;
const MAX_HIDDEN = 128;
const SALT_BYTES = 16;

export function encodeExportProof({ entries, diary, clips, log }: ExportProof): Uint8Array {
  return encodeCbor({
    v: PROTOCOL_VERSION,
    entries: [...entries],
    diary: [...diary],
    clips: clips.map(({ header, first, fragments, hidden }) => ({
      header,
      first,
      fragments: fragments.map(({ sizeBytes, salt }) => [sizeBytes, salt]),
      hidden: [...hidden],
    })),
    log: log === undefined ? null : { ...log },
  });
}

/** @throws protocol.malformed | protocol.bad_version | protocol.too_large */
export function decodeExportProof(bytes: Uint8Array): ExportProof {
  const value = decodeBounded(bytes, MAX_EXPORT_PROOF_BYTES, "export proof");
  const fields = new MapFields(value, ["v", "entries", "diary", "clips", "log"], "export proof");
  fields.version();
  const entries = fields.list("entries", MAX_ENTRIES, (item, what) => readBytes(item, what));
  const diary = fields.list("diary", MAX_DIARY, (item, what) => readBytes(item, what));
  const clips = fields.list("clips", MAX_EXPORT_CLIPS, decodeClip);
  if (entries.length === 0 || diary.length === 0 || clips.length === 0) {
    throw new ProtocolError("protocol.malformed", "an export of nothing");
  }
  if (clips.reduce((sum, { fragments }) => sum + fragments.length, 0) > MAX_EXPORT_FRAGMENTS) {
    throw new ProtocolError("protocol.too_large", `an export of over ${MAX_EXPORT_FRAGMENTS} fragments`);
  }
  const log = fields.value("log");
  return { entries, diary, clips, log: log === null ? undefined : decodeLog(log) };
}

function decodeClip(value: CborValue, what: string): ClipProof {
  const fields = new MapFields(value, ["header", "first", "fragments", "hidden"], what);
  return {
    header: fields.bytes("header"),
    first: fields.uint("first"),
    fragments: fields.list("fragments", MAX_EXPORT_FRAGMENTS, decodeFragment),
    hidden: fields.list("hidden", MAX_HIDDEN, (item, name) => readBytes(item, name, HASH_BYTES) as Hash),
  };
}

function decodeFragment(value: CborValue, what: string): ClipProof["fragments"][number] {
  const [sizeBytes, salt] = readArray(value, what, 2);
  return { sizeBytes: readUint(sizeBytes, what), salt: readBytes(salt, what, SALT_BYTES) };
}

function decodeLog(value: CborValue): LogRecord {
  const fields = new MapFields(value, ["proof", "salt", "seq"], "export proof.log");
  return { proof: fields.bytes("proof"), salt: fields.bytes("salt", LANE_SALT_BYTES), seq: fields.uint("seq") };
}

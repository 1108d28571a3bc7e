// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A sealed record: a name, a setting, a thumbnail (protocol §8). The server sees kind, id, version, author,
 * recipient and a size step; never the content. The highest version wins.
 */
import { concatBytes, encodeCbor } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import { SIGNATURE_BYTES, type Hash, type Signature } from "@nightlatch/crypto/keys";
import { verifySignature } from "@nightlatch/crypto/signature";
import { equalBytes } from "@nightlatch/bytes";
import { ProtocolError } from "../errors.ts";
import type { Role } from "./device-keys.ts";
import { findEpoch, isCameraGroup, peopleGroup } from "./household-groups.ts";
import { formatId, idFromBytes, type DeviceId, type GroupId, type Id, type LaneId } from "./identifiers.ts";
import type { LedgerState } from "./ledger-state.ts";
import { decodeBounded, MapFields, readArray, readBytes } from "./map-fields.ts";
import { PROTOCOL_VERSION } from "./protocol-version.ts";
import { decodeRecipient, encodeRecipient, type Recipient } from "./recipient.ts";
import { MAX_RECORD_BYTES, MAX_RECORD_VERSION } from "./size-limits.ts";

export const RECORD_CONTEXT = "record";

/** Who may write a kind, and whom it is sealed to. A hub that could rename people would be a hub worth stealing. */
const RULES = {
  household: { writers: ["owner"], to: "people" }, // id: the lane. The household's name
  group: { writers: ["owner"], to: "people" }, // id: a camera group. Its name
  device: { writers: ["owner", "member", "hub"], to: "people" }, // id: a device. Its name, and whose it is
  alarm: { writers: ["hub"], to: "people" }, // id: random. What a hub found wrong, with evidence
  case: { writers: ["owner", "member"], to: "people" }, // id: a support case. Its key, and who answers it
  camera: { writers: ["owner", "hub"], to: "cameras" }, // id: a camera. Its name, hub, group, retention
  "camera-status": { writers: ["hub"], to: "cameras" }, // id: a camera. What the hub says of it
  thumbnail: { writers: ["hub"], to: "cameras" }, // id: a clip. A small picture
  "camera-source": { writers: ["owner"], to: "device" }, // id: a camera. Address and password, for the hub
  "camera-rules": { writers: ["owner"], to: "device" }, // id: a camera. What the hub must obey of its settings
  "shared-camera": { writers: ["owner"], to: "device" }, // id: sharedCameraId. A camera's name, for a guest
  "paper-pin": { writers: ["owner"], to: "device" }, // id: a paper key's device. Which household it belongs to
  "recovery-share": { writers: ["owner"], to: "device" }, // id: random. A third of a paper key, for its keeper
} as const satisfies Record<string, Readonly<{ writers: readonly Role[]; to: "people" | "cameras" | "device" }>>;

export type RecordKind = keyof typeof RULES;
export const RECORD_KINDS = Object.keys(RULES) as readonly RecordKind[];

export type RecordHeader = Readonly<{
  lane: LaneId;
  kind: RecordKind;
  id: Id;
  version: number;
  author: DeviceId;
  to: Recipient;
  atMs: number;
}>;

export type SealedRecord = Readonly<{
  headerBytes: Uint8Array;
  header: RecordHeader;
  headerHash: Hash;
  box: Uint8Array;
  signature: Signature;
}>;

const MAX_HEADER_BYTES = 1024;

export function recordHeaderHash(headerBytes: Uint8Array): Hash {
  return labelledHash("record-header", headerBytes);
}

/** The bytes that the author signs. */
export function recordSignedBytes(headerBytes: Uint8Array, box: Uint8Array): Uint8Array {
  return concatBytes(recordHeaderHash(headerBytes), labelledHash("record-box", box));
}

export function encodeRecordHeader(header: RecordHeader): Uint8Array {
  return encodeCbor({
    v: PROTOCOL_VERSION,
    lane: header.lane,
    kind: header.kind,
    id: header.id,
    version: header.version,
    author: header.author,
    to: encodeRecipient(header.to),
    atMs: header.atMs,
  });
}

export function encodeRecord(record: Pick<SealedRecord, "headerBytes" | "box" | "signature">): Uint8Array {
  return encodeCbor([record.headerBytes, record.box, record.signature]);
}

/** Checks the layout only. @throws protocol.malformed | bad_version | too_large */
export function decodeRecord(bytes: Uint8Array): SealedRecord {
  const [header, box, signature] = readArray(decodeBounded(bytes, MAX_RECORD_BYTES, "record"), "record", 3);
  const headerBytes = readBytes(header, "record header");
  return {
    headerBytes,
    header: decodeRecordHeader(headerBytes),
    headerHash: recordHeaderHash(headerBytes),
    box: readBytes(box, "record box"),
    signature: readBytes(signature, "record signature", SIGNATURE_BYTES) as Signature,
  };
}

/**
 * Decodes a record that a device of this household signed and was allowed to write. A removed author still vouches
 * for what it wrote; taking in new records from it is the server's to refuse.
 * @throws protocol.malformed | wrong_household | unknown_device | not_allowed | unknown_epoch | bad_signature
 */
export function verifyRecord(bytes: Uint8Array, state: LedgerState): SealedRecord {
  const record = decodeRecord(bytes);
  if (!equalBytes(record.header.lane, state.lane)) {
    throw new ProtocolError("protocol.wrong_household", "the record belongs to another household");
  }
  const author = state.devices.get(formatId(record.header.author));
  if (author === undefined) throw new ProtocolError("protocol.unknown_device", "no such device in this household");
  verifyWriter(record.header, author.role, state);
  const signed = recordSignedBytes(record.headerBytes, record.box);
  if (!verifySignature(author.keys.ledger, RECORD_CONTEXT, signed, record.signature)) {
    throw new ProtocolError("protocol.bad_signature", "the author did not sign this record");
  }
  if (!isForReadersOf(record.header, state)) {
    throw new ProtocolError("protocol.not_allowed", `a ${record.header.kind} record is not for these readers`);
  }
  return record;
}

function verifyWriter(header: RecordHeader, role: Role, state: LedgerState): void {
  const { kind } = header;
  const writers: readonly Role[] = RULES[kind].writers;
  if (!writers.includes(role)) {
    throw new ProtocolError("protocol.not_allowed", `a ${role} does not write ${kind} records`);
  }
  if (!mayNameId(header, role, state)) {
    throw new ProtocolError("protocol.not_allowed", `a ${role} does not write the ${kind} of others`);
  }
}

/** The household's record has the household's id; only owners write about devices other than their own. */
function mayNameId({ kind, id, lane, author }: RecordHeader, role: Role, state: LedgerState): boolean {
  if (kind === "household") return equalBytes(id, lane);
  if (kind === "group") return isCameraGroup(state, idFromBytes<GroupId>(id));
  return kind !== "device" || role === "owner" || equalBytes(id, author);
}

/** Names of people stay from whoever only watches a camera; a camera's, from whoever does not. */
function isForReadersOf({ kind, to }: RecordHeader, state: LedgerState): boolean {
  const { to: readers } = RULES[kind];
  if (to.kind === "device") return readers === "device";
  const epoch = findEpoch(state, to.epoch);
  if (epoch === undefined) throw new ProtocolError("protocol.unknown_epoch", "the ledger names no such epoch");
  if (readers === "people") return equalBytes(epoch.group, peopleGroup(state));
  return readers === "cameras" && isCameraGroup(state, epoch.group);
}

function decodeRecordHeader(bytes: Uint8Array): RecordHeader {
  const keys = ["v", "lane", "kind", "id", "version", "author", "to", "atMs"];
  const fields = new MapFields(decodeBounded(bytes, MAX_HEADER_BYTES, "record header"), keys, "record header");
  fields.version();
  const [kind, recipient] = readArray(fields.value("to"), "record header.to", 2);
  if (fields.uint("version") > MAX_RECORD_VERSION) {
    throw new ProtocolError("protocol.too_large", "a record's version is over the highest");
  }
  return {
    lane: fields.id<LaneId>("lane"),
    kind: fields.word("kind", RECORD_KINDS),
    id: idFromBytes(fields.bytes("id")),
    version: fields.uint("version"),
    author: fields.id<DeviceId>("author"),
    to: decodeRecipient(kind, recipient),
    atMs: fields.uint("atMs"),
  };
}

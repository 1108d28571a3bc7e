// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a household (or the releases) puts into the public log (protocol §13.1): 214 bytes, whatever happened.
 *
 *     u8 version | u8 kind | lane (16) | u32 slot | prev (32) | commitment (32) | key (32) | next (32) | signature (64)
 *
 * A reader of the log learns that a lane moved, and nothing of whom or what it is about.
 */
import { ByteReader, concatBytes, type Brand } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import { HASH_BYTES, SIGNATURE_BYTES, VERIFY_KEY_BYTES, type Hash, type Signature } from "@nightlatch/crypto/keys";
import type { VerifyKey } from "@nightlatch/crypto/signature";
import { ProtocolError } from "../errors.ts";
import { admitLaneKey, judgeLaneKeys } from "./lane-keys.ts";
import { PROTOCOL_VERSION } from "./protocol-version.ts";
import { encodeUint32 } from "./uint32.ts";

export const LANE_LEAF_CONTEXT = "lane-leaf";
export const LANE_LEAF_BYTES = 214;
export const LOG_LANE_BYTES = 16;
export const LANE_SALT_BYTES = 32;
/** Where `key` and `next` begin. */
const KEY_AT = 2 + LOG_LANE_BYTES + 4 + 2 * HASH_BYTES;
const NEXT_AT = KEY_AT + VERIFY_KEY_BYTES;

export const LANE_LEAF_KINDS = { household: 0, staff: 1, release: 2 } as const;
export type LaneLeafKind = keyof typeof LANE_LEAF_KINDS;

/** Whose leaves these are, as the log shows it: not a household's id, and not to be linked to one. */
export type LogLane = Brand<Uint8Array, "LogLane">;

export type LaneLeaf = Readonly<{
  kind: LaneLeafKind;
  lane: LogLane;
  /** Counts from 0 in each lane. */
  slot: number;
  /** Hash of the lane's leaf before; 32 zero bytes at slot 0. */
  prev: Hash;
  commitment: Hash;
  /** Signs this leaf. */
  key: VerifyKey;
  /** Must sign the following one. */
  next: VerifyKey;
  signature: Signature;
}>;

export const NO_LEAF_BEFORE = new Uint8Array(HASH_BYTES) as Hash;

/** H("log-lane", kind ‖ key of slot 0)[0..16]: nobody can sit on a lane without the key that it is named by. */
export function logLaneOf(kind: LaneLeafKind, firstKey: VerifyKey): LogLane {
  const hash = labelledHash("log-lane", Uint8Array.of(LANE_LEAF_KINDS[kind]), firstKey);
  return hash.slice(0, LOG_LANE_BYTES) as Uint8Array as LogLane;
}

/** What the following leaf's `prev` names. */
export function laneLeafHash(leaf: Uint8Array): Hash {
  return labelledHash("lane-leaf", leaf);
}

/** Of a household: to its ledger's head after entry `seq`. Without the salt nobody can test a guess. */
export function laneHeadCommitment(salt: Uint8Array, seq: number, head: Hash): Hash {
  if (salt.length !== LANE_SALT_BYTES) throw malformed("a lane leaf's salt has 32 bytes");
  return labelledHash("lane-head", salt, encodeUint32(seq), head);
}

/** The bytes that the signature covers: all but itself. */
export function laneLeafSignedBytes(leaf: Omit<LaneLeaf, "signature">): Uint8Array {
  return concatBytes(
    Uint8Array.of(PROTOCOL_VERSION, LANE_LEAF_KINDS[leaf.kind]),
    leaf.lane,
    encodeUint32(leaf.slot),
    leaf.prev,
    leaf.commitment,
    leaf.key,
    leaf.next,
  );
}

export function encodeLaneLeaf(leaf: LaneLeaf): Uint8Array {
  return concatBytes(laneLeafSignedBytes(leaf), leaf.signature);
}

/** Checks the layout only; see `verifyLaneLeaf`. @throws protocol.malformed | protocol.bad_version */
export function decodeLaneLeaf(bytes: Uint8Array): LaneLeaf {
  if (bytes.length !== LANE_LEAF_BYTES) throw malformed(`a lane leaf has ${LANE_LEAF_BYTES} bytes`);
  const reader = new ByteReader(bytes);
  if (reader.u8() !== PROTOCOL_VERSION) {
    throw new ProtocolError("protocol.bad_version", "a lane leaf of another version", {
      advice: "Update Nightlatch on this device.",
    });
  }
  return {
    kind: decodeKind(reader.u8()),
    lane: reader.take(LOG_LANE_BYTES) as LogLane,
    slot: reader.u32(),
    prev: reader.take(HASH_BYTES) as Hash,
    commitment: reader.take(HASH_BYTES) as Hash,
    key: admitLaneKey(reader.take(VERIFY_KEY_BYTES)),
    next: admitLaneKey(reader.take(VERIFY_KEY_BYTES)),
    signature: reader.take(SIGNATURE_BYTES) as Signature,
  };
}

/** Before many leaves are decoded: their keys are judged together. Takes any bytes, and says nothing about them. */
export function judgeKeysOfLeaves(leaves: readonly Uint8Array[]): void {
  judgeLaneKeys(
    leaves
      .filter(({ length }) => length === LANE_LEAF_BYTES)
      .flatMap((leaf) => [leaf.subarray(KEY_AT, NEXT_AT), leaf.subarray(NEXT_AT, NEXT_AT + VERIFY_KEY_BYTES)]),
  );
}

function decodeKind(kind: number): LaneLeafKind {
  switch (kind) {
    case LANE_LEAF_KINDS.household:
      return "household";
    case LANE_LEAF_KINDS.staff:
      return "staff";
    case LANE_LEAF_KINDS.release:
      return "release";
    default:
      throw malformed("an unknown kind of lane leaf");
  }
}

function malformed(message: string): ProtocolError {
  return new ProtocolError("protocol.malformed", message);
}

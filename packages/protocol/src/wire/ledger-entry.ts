// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One step in a household's history (protocol §4). Encoder and decoder are twins: same order, same names.
 */
import { encodeCbor, type CborValue } from "@nightlatch/bytes";
import { EMPTY_ROOT } from "@nightlatch/crypto/merkle";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { labelledHash } from "@nightlatch/crypto/hash";
import type { DeviceId, LaneId } from "./identifiers.ts";
import { decodeBody, encodeBody, type EntryBody } from "./ledger-body.ts";

import { decodeBounded, MapFields } from "./map-fields.ts";
import { PROTOCOL_VERSION } from "./protocol-version.ts";
import { MAX_LEDGER_ENTRY_BYTES } from "./size-limits.ts";

export const LEDGER_CONTEXT = "ledger-entry";
const NONCE_BYTES = 16;

/** The largest public log that the actor had seen when it signed. */
export type SeenLog = Readonly<{ size: number; root: Hash; timeMs: number }>;

export type LedgerEntry = Readonly<{
  lane: LaneId;
  seq: number;
  /** Hash of the signed entry before; 32 zero bytes at seq 0. */
  prev: Hash;
  actor: DeviceId;
  seen: SeenLog;
  nonce: Uint8Array;
  body: EntryBody;
}>;

export const NO_PREVIOUS = new Uint8Array(HASH_BYTES) as Hash;

/** The hash that the next entry's `prev` names: over the signed form. */
export function ledgerHeadOf(signedEntry: Uint8Array): Hash {
  return labelledHash("ledger-head", signedEntry);
}

/** What an actor has seen of a log that does not exist yet: the empty tree. */
export function emptyLog(timeMs: number): SeenLog {
  return { size: 0, root: EMPTY_ROOT, timeMs };
}

export function encodeLedgerEntry(entry: LedgerEntry): Uint8Array {
  return encodeCbor({
    v: PROTOCOL_VERSION,
    lane: entry.lane,
    seq: entry.seq,
    prev: entry.prev,
    type: entry.body.type,
    actor: entry.actor,
    body: encodeBody(entry.body),
    seen: { size: entry.seen.size, root: entry.seen.root, timeMs: entry.seen.timeMs },
    nonce: entry.nonce,
  });
}

/** @throws protocol.malformed | protocol.bad_version | protocol.too_large */
export function decodeLedgerEntry(bytes: Uint8Array): LedgerEntry {
  const value = decodeBounded(bytes, MAX_LEDGER_ENTRY_BYTES, "ledger entry");
  const keys = ["v", "lane", "seq", "prev", "type", "actor", "body", "seen", "nonce"];
  const fields = new MapFields(value, keys, "ledger entry");
  fields.version();
  return {
    lane: fields.id<LaneId>("lane"),
    seq: fields.uint("seq"),
    prev: fields.bytes("prev", HASH_BYTES) as Hash,
    actor: fields.id<DeviceId>("actor"),
    seen: decodeSeen(fields.value("seen"), "ledger entry.seen"),
    nonce: fields.bytes("nonce", NONCE_BYTES),
    body: decodeBody(fields.text("type"), fields.value("body")),
  };
}

/** @throws protocol.malformed */
export function decodeSeen(value: CborValue, what: string): SeenLog {
  const fields = new MapFields(value, ["size", "root", "timeMs"], what);
  return { size: fields.uint("size"), root: fields.bytes("root", HASH_BYTES) as Hash, timeMs: fields.uint("timeMs") };
}

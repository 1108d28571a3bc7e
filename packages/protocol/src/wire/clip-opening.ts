// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What stands before a clip's fragments: its header, its key sealed to those who may watch, and the hub's
 * signature over both (protocol §6.2). Without the signature anyone could seal footage to the public epoch key.
 */
import { concatBytes, encodeCbor, type CborValue } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import {
  HASH_BYTES,
  HPKE_OVERHEAD_BYTES,
  SEED_BYTES,
  SIGNATURE_BYTES,
  type Hash,
  type Signature,
} from "@nightlatch/crypto/keys";
import { verifySignature } from "@nightlatch/crypto/signature";
import { equalBytes } from "@nightlatch/bytes";
import { ProtocolError } from "../errors.ts";
import { clipHeaderHash, decodeClipHeader, type ClipHeader } from "./clip-header.ts";
import { isGrantBoxSize } from "./grant-box.ts";
import { findEpoch, isCameraGroup } from "./household-groups.ts";
import { activeDevice, type LedgerState } from "./ledger-state.ts";
import { formatId } from "./identifiers.ts";
import { decodeBounded, readArray, readBytes } from "./map-fields.ts";
import { decodeRecipient, encodeRecipient, type Recipient } from "./recipient.ts";
import { MAX_OPENING_BYTES, MAX_SEALED_KEYS } from "./size-limits.ts";

export const OPENING_CONTEXT = "clip-opening";

/** A grant's staff gets keys of some tracks only, in a box of another kind (protocol §17.3): readers pass it over. */
export type ClipRecipient = Recipient | Readonly<{ kind: "grant"; grant: Hash }>;

/** A clip's key sealed to one recipient. */
export type SealedKey = Readonly<{ to: ClipRecipient; box: Uint8Array }>;

export type ClipOpening = Readonly<{
  headerBytes: Uint8Array;
  header: ClipHeader;
  headerHash: Hash;
  keys: readonly SealedKey[];
  signature: Signature;
}>;

const GRANT = 2;
const SEALED_KEY_BYTES = HPKE_OVERHEAD_BYTES + SEED_BYTES;

/** The bytes that the hub signs: the header's hash and the hash of all sealed keys. */
export function openingSignedBytes(headerBytes: Uint8Array, keys: readonly SealedKey[]): Uint8Array {
  return concatBytes(clipHeaderHash(headerBytes), labelledHash("clip-keys", encodeCbor(keys.map(encodeSealedKey))));
}

export function encodeClipOpening(opening: Pick<ClipOpening, "headerBytes" | "keys" | "signature">): Uint8Array {
  return encodeCbor([opening.headerBytes, opening.keys.map(encodeSealedKey), opening.signature]);
}

/** Checks the layout only; see `verifyClipOpening`. @throws protocol.malformed | bad_version | too_large */
export function decodeClipOpening(bytes: Uint8Array): ClipOpening {
  const value = decodeBounded(bytes, MAX_OPENING_BYTES, "clip opening");
  const [headerValue, keysValue, signature] = readArray(value, "clip opening", 3);
  const headerBytes = readBytes(headerValue, "clip opening header");
  const keys = readArray(keysValue, "clip opening keys");
  if (keys.length === 0 || keys.length > MAX_SEALED_KEYS) {
    throw new ProtocolError("protocol.too_large", "a clip has 1 to 64 sealed keys");
  }
  const sealed = keys.map(decodeSealedKey);
  if (sealed.every(({ to }) => to.kind === "grant")) {
    throw new ProtocolError("protocol.malformed", "a clip is sealed to somebody of its household");
  }
  return {
    headerBytes,
    header: decodeClipHeader(headerBytes),
    headerHash: clipHeaderHash(headerBytes),
    keys: sealed,
    signature: readBytes(signature, "clip opening signature", SIGNATURE_BYTES) as Signature,
  };
}

/**
 * Believes an opening only if a hub of this household signed it while it was in, for an epoch of this household.
 * A hub that was removed later still vouches for what it recorded before.
 * @throws protocol.wrong_household | unknown_device | not_allowed | unknown_epoch | stale_epoch | bad_signature
 */
export function verifyClipOpening(opening: ClipOpening, state: LedgerState): void {
  const { header } = opening;
  if (!equalBytes(header.lane, state.lane)) {
    throw new ProtocolError("protocol.wrong_household", "the clip belongs to another household");
  }
  const hub = state.devices.get(formatId(header.hub));
  if (hub === undefined) throw new ProtocolError("protocol.unknown_device", "no such hub in this household");
  if (hub.role !== "hub") throw new ProtocolError("protocol.not_allowed", "only a hub records clips");
  if (hub.removedSeq !== undefined && header.seq >= hub.removedSeq) {
    throw new ProtocolError("protocol.unknown_device", "the hub was removed before this clip");
  }
  verifyEpoch(opening, state);
  const signed = openingSignedBytes(opening.headerBytes, opening.keys);
  if (!verifySignature(hub.keys.ledger, OPENING_CONTEXT, signed, opening.signature)) {
    throw new ProtocolError("protocol.bad_signature", "the hub did not sign this clip");
  }
}

/** What is sealed to an epoch after its end can be read by whoever was put out: a hub that saw the end never does it. */
function verifyEpoch({ header, keys }: ClipOpening, state: LedgerState): void {
  const epoch = findEpoch(state, header.epoch);
  if (epoch === undefined || !equalBytes(epoch.group, header.group)) {
    throw new ProtocolError("protocol.unknown_epoch", "the clip names an epoch that the ledger does not");
  }
  if (!isCameraGroup(state, header.group)) {
    throw new ProtocolError("protocol.not_allowed", "clips are sealed to camera groups only");
  }
  const hasEnded = epoch.endedSeq !== undefined && header.seq >= epoch.endedSeq;
  if (hasEnded && keys.some(({ to }) => to.kind === "epoch")) {
    throw new ProtocolError("protocol.stale_epoch", "the clip is sealed to an epoch that had ended", {
      advice: "Someone who was removed may be able to see this recording. Check that your hub is up to date.",
    });
  }
}

/** Whether the clip's hub is in the household right now: needed to take a clip in, not to play it back. */
export function isFromActiveHub(opening: ClipOpening, state: LedgerState): boolean {
  return activeDevice(state, opening.header.hub)?.role === "hub";
}

function encodeSealedKey(key: SealedKey): CborValue {
  const { to, box } = key;
  return to.kind === "grant" ? [GRANT, to.grant, box] : [...encodeRecipient(to), box];
}

function decodeSealedKey(value: CborValue): SealedKey {
  const [kind, recipient, box] = readArray(value, "sealed key", 3);
  if (kind !== GRANT) {
    return { to: decodeRecipient(kind, recipient), box: readBytes(box, "sealed key box", SEALED_KEY_BYTES) };
  }
  const grantBox = readBytes(box, "grant box");
  if (!isGrantBoxSize(grantBox.length)) throw new ProtocolError("protocol.malformed", "a grant box has another size");
  return { to: { kind: "grant", grant: readBytes(recipient, "granted key", HASH_BYTES) as Hash }, box: grantBox };
}

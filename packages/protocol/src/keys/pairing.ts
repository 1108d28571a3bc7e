// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Bringing a new device in without the server being able to slip in its own (protocol §11). The link's
 * secret never reaches the server; the commitment in it stops whoever saw the link from choosing the code.
 */
import { concatBytes, decodeBase64url, encodeBase64url, encodeCbor, encodeUtf8, equalBytes } from "@nightlatch/bytes";
import { importAeadKey, NONCE_BYTES, openAead, sealAead, type AeadKey } from "@nightlatch/crypto/aead";
import { labelledHash } from "@nightlatch/crypto/hash";
import { deriveKey } from "@nightlatch/crypto/kdf";
import { HASH_BYTES, SEED_BYTES, type Hash, type VerifyKey } from "@nightlatch/crypto/keys";
import type { RandomSource } from "@nightlatch/crypto/random";
import { ProtocolError } from "../errors.ts";
import { readWitnessKey } from "../wire/device-keys.ts";
import { decodeBounded, MapFields } from "../wire/map-fields.ts";
import { decodeDeviceKeys, encodeDeviceKeys, ID_BYTES, type DevicePublicKeys, type LaneId } from "../wire/index.ts";

export type PairingSlot = "offer" | "reveal" | "answer";

/** What the owner's device keeps while an invitation is open. */
export type Invite = Readonly<{ secret: Uint8Array; nonce: Uint8Array; linkFragment: string }>;
/** What the link tells the new device. */
export type InviteLink = Readonly<{ secret: Uint8Array; commit: Uint8Array }>;
/** The new device introduces itself. */
export type PairingOffer = Readonly<{
  keys: DevicePublicKeys;
  name: string;
  /** A hub's note key. */ witness?: VerifyKey;
}>;
/** The owner's device tells the new one which household it is in now. */
export type PairingAnswer = Readonly<{ lane: LaneId; createHash: Hash; seq: number }>;

const SECRET_BYTES = 16;
const COMMIT_BYTES = 16;
const MAX_MESSAGE_BYTES = 8192;
const MAX_NAME_CHARACTERS = 80;
const CODE_DIGITS = 6;

export function createInvite(random: RandomSource): Invite {
  const [secret, nonce] = [random(SECRET_BYTES), random(SEED_BYTES)];
  return { secret, nonce, linkFragment: encodeBase64url(concatBytes(secret, commitTo(nonce))) };
}

/** @throws protocol.bad_link */
export function parseInvite(linkFragment: string): InviteLink {
  const bytes = decodeLink(linkFragment, SECRET_BYTES + COMMIT_BYTES);
  return { secret: bytes.subarray(0, SECRET_BYTES), commit: bytes.subarray(SECRET_BYTES) };
}

/** A hub's own invitation: it prints the secret where only someone at home can read it. */
export function createHubSecret(random: RandomSource): Readonly<{ secret: Uint8Array; linkFragment: string }> {
  const secret = random(SECRET_BYTES);
  return { secret, linkFragment: encodeBase64url(secret) };
}

/** @throws protocol.bad_link */
export function parseHubSecret(linkFragment: string): Uint8Array {
  return decodeLink(linkFragment, SECRET_BYTES);
}

/** Where the two devices meet on the server. Tells nothing of the secret. */
export function mailboxIdOf(secret: Uint8Array): string {
  return encodeBase64url(deriveKey(secret, "mailbox-id", new Uint8Array(0), ID_BYTES));
}

/** @throws pairing.mismatch when the revealed nonce is not the one that the link promised */
export function checkReveal(link: InviteLink, nonce: Uint8Array): void {
  if (!equalBytes(commitTo(nonce), link.commit)) throw mismatch("the revealed nonce is not the promised one");
}

/** Six digits that both screens show. `offerBytes` is the plain offer, as sealed by the new device. */
export function pairingCode(secret: Uint8Array, offerBytes: Uint8Array, nonce: Uint8Array): string {
  const hash = labelledHash("pairing-code", secret, nonce, offerBytes);
  const number = new DataView(hash.buffer, hash.byteOffset).getBigUint64(0) % 10n ** BigInt(CODE_DIGITS);
  return number.toString().padStart(CODE_DIGITS, "0");
}

export function encodeOffer(offer: PairingOffer): Uint8Array {
  return encodeCbor({
    keys: encodeDeviceKeys(offer.keys),
    name: offer.name.slice(0, MAX_NAME_CHARACTERS),
    witness: offer.witness ?? new Uint8Array(0),
  });
}

/** @throws protocol.malformed */
export function decodeOffer(bytes: Uint8Array): PairingOffer {
  const value = decodeBounded(bytes, MAX_MESSAGE_BYTES, "offer");
  const fields = new MapFields(value, ["keys", "name", "witness"], "offer");
  const name = fields.text("name");
  if (name.length > MAX_NAME_CHARACTERS) throw new ProtocolError("protocol.too_large", "the device's name is too long");
  const offer = { keys: decodeDeviceKeys(fields.value("keys")), name };
  const witness = readWitnessKey(fields);
  return witness === undefined ? offer : { ...offer, witness };
}

export function encodeAnswer(answer: PairingAnswer): Uint8Array {
  return encodeCbor({ lane: answer.lane, createHash: answer.createHash, seq: answer.seq });
}

/** @throws protocol.malformed */
export function decodeAnswer(bytes: Uint8Array): PairingAnswer {
  const value = decodeBounded(bytes, MAX_MESSAGE_BYTES, "answer");
  const fields = new MapFields(value, ["lane", "createHash", "seq"], "answer");
  return {
    lane: fields.id<LaneId>("lane"),
    createHash: fields.bytes("createHash", HASH_BYTES) as Hash,
    seq: fields.uint("seq"),
  };
}

/** Nonce ‖ ciphertext for one slot of the mailbox. */
export async function sealPairingMessage(
  secret: Uint8Array,
  slot: PairingSlot,
  plain: Uint8Array,
  random: RandomSource,
): Promise<Uint8Array> {
  const nonce = random(NONCE_BYTES);
  return concatBytes(nonce, await sealAead(await slotKey(secret, slot), nonce, slotContext(secret, slot), plain));
}

/** @throws pairing.mismatch when the message was not made with this link's secret */
export async function openPairingMessage(
  secret: Uint8Array,
  slot: PairingSlot,
  message: Uint8Array,
): Promise<Uint8Array> {
  const [nonce, sealed] = [message.subarray(0, NONCE_BYTES), message.subarray(NONCE_BYTES)];
  try {
    return await openAead(await slotKey(secret, slot), nonce, slotContext(secret, slot), sealed);
  } catch (cause) {
    throw mismatch("a pairing message does not open under the link's secret", cause);
  }
}

function slotKey(secret: Uint8Array, slot: PairingSlot): Promise<AeadKey> {
  return importAeadKey(deriveKey(secret, "pairing-seal", encodeUtf8(slot), SEED_BYTES));
}

function slotContext(secret: Uint8Array, slot: PairingSlot): Uint8Array {
  return encodeUtf8(`${mailboxIdOf(secret)}/${slot}`);
}

function commitTo(nonce: Uint8Array): Uint8Array {
  return labelledHash("pairing-commit", nonce).slice(0, COMMIT_BYTES);
}

function decodeLink(text: string, length: number): Uint8Array {
  const advice = "Ask for a new link and open it in full, or scan its code.";
  try {
    const bytes = decodeBase64url(text.trim());
    if (bytes.length === length) return bytes;
  } catch (cause) {
    throw new ProtocolError("protocol.bad_link", "the link is not readable", { cause, advice });
  }
  throw new ProtocolError("protocol.bad_link", "the link is incomplete", { advice });
}

function mismatch(message: string, cause?: unknown): ProtocolError {
  const advice = "Cancel, and pair again with a new link. If it happens twice, someone may be interfering.";
  return new ProtocolError("pairing.mismatch", message, cause === undefined ? { advice } : { advice, cause });
}

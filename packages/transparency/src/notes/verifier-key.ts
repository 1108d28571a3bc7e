// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Public keys of notes in their text form, the vkey: c2sp.org/signed-note, "Verifier keys" and "Signatures".
 *
 *     <name>+<key id, 8 hex digits>+<base64(type ‖ public key)>
 */
import { concatBytes, encodeBase64, encodeUtf8 } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import { parseMlDsaPublicKey } from "@nightlatch/crypto/ml-dsa";
import { parseVerifyKey } from "@nightlatch/crypto/signature";
import { TransparencyError } from "../errors.ts";
import { isKeyName } from "./signed-note.ts";
import { parseBase64 } from "./text-fields.ts";

/** The signature types that are assigned and that we use; every other one is refused. */
export const KEY_TYPES = {
  /** Ed25519 over the note's text: a log's own signature. */
  ed25519: 0x01,
  /** Timestamped Ed25519 cosignature (c2sp.org/tlog-cosignature). */
  cosignatureEd25519: 0x04,
  /** Timestamped ML-DSA-44 cosignature (c2sp.org/tlog-cosignature). */
  cosignatureMlDsa44: 0x06,
} as const;
export type KeyType = (typeof KEY_TYPES)[keyof typeof KEY_TYPES];

export type VerifierKey = Readonly<{ name: string; keyId: number; type: KeyType; publicKey: Uint8Array }>;

/** Admits a key: its id fits, its public key is one that we would verify with. @throws transparency.malformed */
export function parseVkey(text: string): VerifierKey {
  const [name = "", id = "", ...rest] = text.split("+");
  // Base64 may hold a plus itself; a name may not.
  const encoded = parseBase64(rest.join("+"));
  const type = Object.values(KEY_TYPES).find((known) => known === encoded[0]);
  if (!isKeyName(name) || type === undefined) {
    throw new TransparencyError("transparency.malformed", "not a verifier key of a known type", {
      advice: "A verifier key is: name, plus, eight hex digits, plus, base64. Copy it whole.",
    });
  }
  const key = verifierKey(name, type, encoded.slice(1));
  if (id !== formatKeyId(key.keyId)) throw new TransparencyError("transparency.malformed", "the key id is another");
  return key;
}

export function formatVkey({ name, keyId, type, publicKey }: VerifierKey): string {
  return `${name}+${formatKeyId(keyId)}+${encodeBase64(concatBytes(Uint8Array.of(type), publicKey))}`;
}

/** @throws transparency.malformed for a name or key that cannot be used */
export function verifierKey(name: string, type: KeyType, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new TransparencyError("transparency.malformed", "a key name has no spaces and no plus");
  checkPublicKey(type, publicKey);
  const digest = sha256(encodeUtf8(`${name}\n`), Uint8Array.of(type), publicKey);
  return { name, keyId: new DataView(digest.buffer, digest.byteOffset).getUint32(0), type, publicKey };
}

/** Name and id together identify a key (c2sp.org/signed-note, "Signatures"). */
export function isSameKey(a: Readonly<{ name: string; keyId: number }>, b: Readonly<{ name: string; keyId: number }>) {
  return a.name === b.name && a.keyId === b.keyId;
}

function checkPublicKey(type: KeyType, publicKey: Uint8Array): void {
  try {
    if (type === KEY_TYPES.cosignatureMlDsa44) parseMlDsaPublicKey(publicKey);
    else parseVerifyKey(publicKey);
  } catch (cause) {
    throw new TransparencyError("transparency.malformed", "not an acceptable public key", { cause });
  }
}

function formatKeyId(keyId: number): string {
  return keyId.toString(16).padStart(8, "0");
}

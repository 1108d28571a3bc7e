// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The public half of a device: three keys with three jobs, and the id that binds them (protocol §3). */
import { encodeCbor, type CborValue } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import { type HpkePublicKey, type VerifyKey } from "@nightlatch/crypto/keys";
import { nameVerifyKey, parseVerifyKey } from "@nightlatch/crypto/signature";
import { ProtocolError } from "../errors.ts";
import { ID_BYTES, type DeviceId } from "./identifiers.ts";
import { MapFields } from "./map-fields.ts";

export type DevicePublicKeys = Readonly<{
  /** Signs ledger entries and everything a household must believe. */
  ledger: VerifyKey;
  /** Answers server challenges, and nothing else. */
  session: VerifyKey;
  /** Receives sealed seeds and records. */
  hpke: HpkePublicKey;
}>;

/** What a device may do (protocol §3). */
export const ROLES = ["owner", "member", "guest", "hub", "paper"] as const;
export type Role = (typeof ROLES)[number];

/** H("device", CBOR of the keys), first 16 bytes: an id cannot be claimed for other keys. */
export function deviceIdOf(keys: DevicePublicKeys): DeviceId {
  return labelledHash("device", encodeCbor(encodeDeviceKeys(keys))).slice(0, ID_BYTES) as Uint8Array as DeviceId;
}

export function encodeDeviceKeys(keys: DevicePublicKeys): CborValue {
  return { hpke: keys.hpke, ledger: keys.ledger, session: keys.session };
}

/** @throws protocol.malformed for a key that the strict rule does not admit */
export function decodeDeviceKeys(value: CborValue): DevicePublicKeys {
  const fields = new MapFields(value, ["hpke", "ledger", "session"], "device keys");
  return {
    ledger: readVerifyKey(fields, "ledger"),
    session: readVerifyKey(fields, "session"),
    hpke: fields.hpkeKey("hpke"),
  };
}

/** A key whose use will tell whether it is one (crypto/signature.ts). @throws protocol.malformed */
export function readVerifyKey(fields: MapFields, key: string): VerifyKey {
  return admitted(fields.bytes(key), nameVerifyKey);
}

/** Empty bytes stand for no key: a map has exactly its keys. @throws protocol.malformed */
export function readVerifyKeyOrNone(fields: MapFields, key: string): VerifyKey | undefined {
  return fields.bytes(key).length === 0 ? undefined : readVerifyKey(fields, key);
}

/** A hub's note key goes into policies, where nothing but a real key may stand. @throws protocol.malformed */
export function readWitnessKey(fields: MapFields): VerifyKey | undefined {
  const bytes = fields.bytes("witness");
  return bytes.length === 0 ? undefined : admitted(bytes, parseVerifyKey);
}

function admitted(bytes: Uint8Array, admit: (bytes: Uint8Array) => VerifyKey): VerifyKey {
  try {
    return admit(bytes);
  } catch (cause) {
    throw new ProtocolError("protocol.malformed", "a public key is not acceptable", { cause });
  }
}

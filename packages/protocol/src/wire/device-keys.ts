// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The public half of a device: three keys with three jobs, and the id that binds them (protocol §3). */
import { encodeCbor, type CborValue } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import { HPKE_PUBLIC_KEY_BYTES, VERIFY_KEY_BYTES, type HpkePublicKey, type VerifyKey } from "@nightlatch/crypto/keys";
import { parseVerifyKey } from "@nightlatch/crypto/signature";
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

/** What a device may do. "guest" and "camera" come with their own entries. */
export const ROLES = ["owner", "member", "hub", "paper"] as const;
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
    ledger: admit(fields.bytes("ledger", VERIFY_KEY_BYTES)),
    session: admit(fields.bytes("session", VERIFY_KEY_BYTES)),
    hpke: fields.bytes("hpke", HPKE_PUBLIC_KEY_BYTES) as HpkePublicKey,
  };
}

function admit(bytes: Uint8Array): VerifyKey {
  try {
    return parseVerifyKey(bytes);
  } catch (cause) {
    throw new ProtocolError("protocol.malformed", "a device key is not acceptable", { cause });
  }
}

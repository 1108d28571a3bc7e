// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A person of the operator with one enrolled device (protocol §15.1): keys like a household device's, the
 * credential that asks for the person, and a role. A household is shown `name`, so nothing in it may mislead the eye.
 */
import { encodeCbor, type CborValue } from "@nightlatch/bytes";
import { ProtocolError } from "../../errors.ts";
import { countCodePoints } from "../code-points.ts";
import { decodeDeviceKeys, deviceIdOf, encodeDeviceKeys, type DevicePublicKeys } from "../device-keys.ts";
import type { DeviceId } from "../identifiers.ts";
import { decodeBounded, MapFields } from "../map-fields.ts";
import { PROTOCOL_VERSION } from "../protocol-version.ts";

export const STAFF_ROLES = ["officer", "supervisor", "support", "moderator", "annotator"] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** Made like a device's id, from the same three keys. */
export type StaffId = DeviceId;

/** What a WebAuthn authenticator made on the staff device: its id, and its public key as COSE. */
export type StaffCredential = Readonly<{ id: Uint8Array; key: Uint8Array }>;

export type Staff = Readonly<{
  keys: DevicePublicKeys;
  credential: StaffCredential;
  role: StaffRole;
  team: string;
  name: string;
  /** The keys count for nothing from then on. */
  endMs: number;
}>;

/** What a new staff device hands to the officers, who give it a role, a team and an end. */
export type StaffOffer = Pick<Staff, "keys" | "credential" | "name">;

export const MAX_CREDENTIAL_ID_BYTES = 1023;
export const MAX_CREDENTIAL_KEY_BYTES = 1024;
export const MAX_STAFF_NAME_CHARACTERS = 40;
const MAX_OFFER_BYTES = 8 * 1024;

export function staffIdOf({ keys }: Pick<Staff, "keys">): StaffId {
  return deviceIdOf(keys);
}

export function encodeStaffOffer({ keys, credential, name }: StaffOffer): Uint8Array {
  const { id, key } = credential;
  return encodeCbor({ v: PROTOCOL_VERSION, keys: encodeDeviceKeys(keys), credential: { id, key }, name });
}

/** @throws protocol.malformed | bad_version | too_large */
export function decodeStaffOffer(bytes: Uint8Array): StaffOffer {
  const value = decodeBounded(bytes, MAX_OFFER_BYTES, "staff offer");
  const fields = new MapFields(value, ["v", "keys", "credential", "name"], "staff offer");
  fields.version();
  return {
    keys: decodeDeviceKeys(fields.value("keys")),
    credential: decodeCredential(fields.value("credential")),
    name: readShownText(fields, "name"),
  };
}

export function encodeStaff({ keys, credential, role, team, name, endMs }: Staff): CborValue {
  const { id, key } = credential;
  return { keys: encodeDeviceKeys(keys), credential: { id, key }, role, team, name, endMs };
}

/** @throws protocol.malformed */
export function decodeStaff(value: CborValue): Staff {
  const fields = new MapFields(value, ["keys", "credential", "role", "team", "name", "endMs"], "staff");
  return {
    keys: decodeDeviceKeys(fields.value("keys")),
    credential: decodeCredential(fields.value("credential")),
    role: fields.word("role", STAFF_ROLES),
    team: readShownText(fields, "team"),
    name: readShownText(fields, "name"),
    endMs: fields.uint("endMs"),
  };
}

/** 1 to 40 characters that all show: a mark that turns the writing's direction would show a household another name. */
export function readShownText(fields: MapFields, key: string): string {
  const text = fields.text(key);
  const length = countCodePoints(text);
  if (length === 0 || length > MAX_STAFF_NAME_CHARACTERS || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) {
    throw new ProtocolError("protocol.malformed", `${key} has 1 to ${MAX_STAFF_NAME_CHARACTERS} characters that show`);
  }
  return text;
}

function decodeCredential(value: CborValue): StaffCredential {
  const fields = new MapFields(value, ["id", "key"], "staff credential");
  const [id, key] = [fields.bytes("id"), fields.bytes("key")];
  const isSized = isBetween(id, MAX_CREDENTIAL_ID_BYTES) && isBetween(key, MAX_CREDENTIAL_KEY_BYTES);
  if (!isSized) throw new ProtocolError("protocol.malformed", "a credential has another size");
  return { id, key };
}

function isBetween({ length }: Uint8Array, max: number): boolean {
  return length > 0 && length <= max;
}

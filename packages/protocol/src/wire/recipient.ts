// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Whom something is sealed to: everyone who holds an epoch, or one device. */
import type { CborValue } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import { idFromBytes, type DeviceId } from "./identifiers.ts";
import { readBytes } from "./map-fields.ts";

export type Recipient = Readonly<{ kind: "epoch"; epoch: Hash }> | Readonly<{ kind: "device"; device: DeviceId }>;

const EPOCH = 0;
const DEVICE = 1;

export function encodeRecipient(to: Recipient): readonly [number, Uint8Array] {
  return to.kind === "epoch" ? [EPOCH, to.epoch] : [DEVICE, to.device];
}

/** @throws protocol.malformed */
export function decodeRecipient(kind: CborValue | undefined, value: CborValue | undefined): Recipient {
  if (kind === EPOCH) return { kind: "epoch", epoch: readBytes(value, "recipient", HASH_BYTES) as Hash };
  if (kind === DEVICE) return { kind: "device", device: idFromBytes<DeviceId>(readBytes(value, "recipient")) };
  throw new ProtocolError("protocol.malformed", "an unknown kind of recipient");
}

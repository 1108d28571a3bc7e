// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How an epoch seed sealed to one device is named. What is inside, only the device learns (protocol §5). */
import { concatBytes } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import { HPKE_OVERHEAD_BYTES, SEED_BYTES, type Hash } from "@nightlatch/crypto/keys";
import type { DeviceId, GroupId, LaneId } from "./identifiers.ts";
import { encodeUint32 } from "./uint32.ts";

export const SEED_BOX_BYTES = HPKE_OVERHEAD_BYTES + SEED_BYTES;

export type SeedBoxPlace = Readonly<{ lane: LaneId; group: GroupId; epoch: number; device: DeviceId }>;

/** What the ledger entry says of the box. */
export function seedBoxHash(box: Uint8Array): Hash {
  return labelledHash("seed-box", box);
}

/** Binds a box to one household, group, epoch and device, so that it cannot be handed on. */
export function seedBoxContext(place: SeedBoxPlace): Uint8Array {
  return concatBytes(place.lane, place.group, encodeUint32(place.epoch), place.device);
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file How a granted clip's keys, sealed to one member of the staff, are named and bound (protocol §17.3). What is
 * inside, only the staff device learns.
 */
import { concatBytes } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import { HPKE_OVERHEAD_BYTES, type Hash } from "@nightlatch/crypto/keys";

/** CBOR {hub, tracks}: 47 bytes, and 36 for each track: init and video, and audio where sound was granted. */
export const GRANT_BOX_BYTES = { silent: HPKE_OVERHEAD_BYTES + 119, withSound: HPKE_OVERHEAD_BYTES + 155 } as const;

/** What the `release` entry says of the box. */
export function grantBoxHash(box: Uint8Array): Hash {
  return labelledHash("grant-box", box);
}

/** Binds a box to one grant and one clip, so that it cannot serve for another. */
export function grantBoxContext(grant: Hash, headerHash: Hash): Uint8Array {
  return concatBytes(grant, headerHash);
}

export function isGrantBoxSize(sizeBytes: number): boolean {
  return sizeBytes === GRANT_BOX_BYTES.silent || sizeBytes === GRANT_BOX_BYTES.withSound;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How large the sealed things of a case are: all that the server knows of them (protocol §16). */
import { HPKE_OVERHEAD_BYTES, SEED_BYTES } from "@nightlatch/crypto/keys";
import { NONCE_BYTES, TAG_BYTES } from "./sealed-sizes.ts";

/** A case's key, sealed to one staff device. */
export const CASE_KEY_BOX_BYTES = HPKE_OVERHEAD_BYTES + SEED_BYTES;
/** Staff devices that one case's key is sealed to. */
export const MAX_CASE_BOXES = 64;
const LARGEST_PADDED_BYTES = 16 * 1024;
const LENGTH_BYTES = 4;
export const MAX_CASE_PLAIN_BYTES = LARGEST_PADDED_BYTES - LENGTH_BYTES;
/** A sealed message. */
export const MAX_CASE_MESSAGE_BYTES = NONCE_BYTES + LARGEST_PADDED_BYTES + TAG_BYTES;

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file AES-256-GCM sizes as the wire shows them. The cipher itself is out of this room's reach. */

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Every maximum of the wire format in one place. Bigger input is refused before it is parsed. */

/** One sealed fragment with its head. A 4K key frame stays under 2 MiB. */
export const MAX_FRAME_BYTES = 8 * 1024 * 1024;
/** Target size of a part: the unit of upload, storage and download. */
export const PART_BYTES = 1024 * 1024;
export const MAX_LEDGER_ENTRY_BYTES = 256 * 1024;
export const MAX_SEALED_KEYS = 64;
export const MAX_OPENING_BYTES = 128 * 1024;
export const MAX_MANIFEST_BYTES = 256 * 1024;
export const MAX_RECORD_BYTES = 2 * 1024 * 1024;
/** A version near the end of the numbers would leave no room for the next one: nobody may write it. */
export const MAX_RECORD_VERSION = 2 ** 32;
export const MAX_BEACON_BYTES = 16 * 1024;
export const MAX_DEVICES = 256;
export const MAX_GROUPS = 32;
export const MAX_POLICY_BYTES = 8 * 1024;
export const MAX_GUEST_CAMERAS = 64;
export const MAX_PROPOSALS = 64;
export const MAX_OPEN_GRANTS = 16;
export const MAX_GRANT_CLIPS = 32;

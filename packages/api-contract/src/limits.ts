// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Maxima of the HTTP and WebSocket interface. Sizes of sealed structures stand in the protocol. */
import { MAX_FRAME_BYTES, PART_BYTES } from "@nightlatch/protocol/wire";

export const MAX_JSON_BYTES = 1024 * 1024;
/** A part, or one frame larger than a part. */
export const MAX_PART_BYTES = Math.max(PART_BYTES, MAX_FRAME_BYTES);
/** An entry has at most 256 KiB: it names no more boxes than this. */
export const MAX_BOXES_AN_ENTRY = 4096;
export const MAX_ENTRY_JSON_BYTES = 8 * 1024 * 1024;
/** Held-back boxes that are released in one request. */
export const MAX_RELEASED_BOXES = 256;
/** How far the time in a new ledger entry may be from the server's. */
export const MAX_ENTRY_SKEW_MS = 10 * 60 * 1000;
/** A checkpoint with its cosignatures, also those of ML-DSA; and what a witness is asked and answers. */
export const MAX_CHECKPOINT_BYTES = 64 * 1024;
export const MAX_WITNESS_BYTES = 64 * 1024;
/** A hub that has not answered for its cosignature by then is asked again at the next round. */
export const WITNESS_WITHIN_MS = 10_000;
export const MAX_RELEASE_BYTES = 1024 * 1024;
export const MAX_PARTS_A_CLIP = 4096;
export const MAX_MAILBOX_BYTES = 8192;
export const MAILBOX_LIFE_MS = 10 * 60 * 1000;
export const MAX_WAIT_MS = 25_000;
export const SESSION_LIFE_MS = 15 * 60 * 1000;
export const CHALLENGE_LIFE_MS = 60_000;
export const MAX_LIST_ITEMS = 500;
export const MAX_SOCKET_MESSAGE_BYTES = MAX_FRAME_BYTES + 64;
/** A viewer that has not taken this much yet is sent nothing more until the next key frame. */
export const MAX_VIEWER_BACKLOG_BYTES = 4 * 1024 * 1024;
/** The server says `alive` this often on every live socket, as a web page cannot see pings. */
export const ALIVE_EVERY_MS = 15_000;
/** A support session ends after this, and only a person who is verified anew begins the next. */
export const STAFF_SESSION_LIFE_MS = 15 * 60 * 1000;
/** One of the three byte strings of a WebAuthn assertion. */
export const MAX_ASSERTION_BYTES = 4096;
/** A roster entry that not enough have signed by then is forgotten: its time would be too old. */
export const ROSTER_DRAFT_LIFE_MS = 60 * 60 * 1000;
export const MAX_FIRST_MESSAGES = 8;
export const MAX_CASES_ASKED = 200;
export const CASE_CODE_DIGITS = 8;
export const CASE_CODE_LIFE_MS = 10 * 60 * 1000;
/** A receipt opens its clip's parts for this long; whoever looks later signs another. */
export const FETCH_LIFE_MS = 15 * 60 * 1000;

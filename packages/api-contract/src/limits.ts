// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Maxima of the HTTP and WebSocket interface. Sizes of sealed structures stand in the protocol. */
import { MAX_FRAME_BYTES, PART_BYTES } from "@nightlatch/protocol/wire";

export const MAX_JSON_BYTES = 1024 * 1024;
/** A part, or one frame larger than a part. */
export const MAX_PART_BYTES = Math.max(PART_BYTES, MAX_FRAME_BYTES);
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

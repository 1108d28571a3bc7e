// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A socket as a camera's feed sees it: a household's viewer, or staff under a grant. */
import { MAX_SOCKET_MESSAGE_BYTES, MAX_VIEWER_BACKLOG_BYTES } from "@nightlatch/api-contract";
import type { WebSocket } from "ws";
import type { FeedViewer } from "./camera-feed.ts";

/** The backlog at which the feed stops, and a whole start for the next clip on top. */
const MOST_BUFFERED_BYTES = MAX_VIEWER_BACKLOG_BYTES + 4 * MAX_SOCKET_MESSAGE_BYTES;

export function viewerOn(socket: WebSocket, nonce: string, mayWatch: (opening: Buffer) => boolean): FeedViewer {
  return {
    nonce,
    mayWatch,
    get backlogBytes() {
      return socket.bufferedAmount;
    },
    sendBytes: (message) => {
      if (isTaking(socket)) socket.send(message, { binary: true });
    },
    sendText: (text) => {
      if (isTaking(socket)) socket.send(text);
    },
  };
}

/**
 * The feed puts a slow viewer off, but for what starts a clip. A hub and a viewer of one household are one attacker:
 * the hub could send nothing but starts to a viewer that never reads.
 */
function isTaking(socket: WebSocket): boolean {
  if (socket.bufferedAmount > MOST_BUFFERED_BYTES) socket.terminate();
  return socket.readyState === socket.OPEN;
}

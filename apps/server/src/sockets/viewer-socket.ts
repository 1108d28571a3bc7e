// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A viewer's live connection: which cameras it watches, and what changed in its household. */
import {
  MEDIA_HEAD_BYTES,
  MAX_SOCKET_MESSAGE_BYTES,
  MAX_VIEWER_BACKLOG_BYTES,
  type ServerToViewer,
  type ViewerToServer,
} from "@nightlatch/api-contract";
import { equalBytes } from "@nightlatch/bytes";
import { decodeClipOpening, formatId, parseId, type CameraId } from "@nightlatch/protocol/wire";
import type { WebSocket } from "ws";
import { clipSightOf, isInSight } from "../access/clip-sight.ts";
import { ApiError } from "../errors.ts";
import type { LaneEvent } from "../services/lane-events.ts";
import type { Caller } from "../services/sessions.ts";
import type { FeedViewer } from "./camera-feed.ts";
import type { LiveRelay } from "./live-relay.ts";
import { refuse, type LiveSocket, type SocketParts } from "./live-socket.ts";

const MAX_WATCHED = 64;
/** The backlog at which the feed stops, and a whole start for the next clip on top. */
const MOST_BUFFERED_BYTES = MAX_VIEWER_BACKLOG_BYTES + 4 * MAX_SOCKET_MESSAGE_BYTES;

export class ViewerSocket implements LiveSocket<ViewerToServer> {
  readonly #socket: WebSocket;
  readonly #parts: SocketParts;
  /** As the ledger has the device now. */
  #caller: Caller;
  readonly #relay: LiveRelay;
  readonly #unsubscribe: () => void;
  readonly #watched = new Map<string, Readonly<{ camera: CameraId; viewer: FeedViewer }>>();

  constructor(socket: WebSocket, caller: Caller, parts: SocketParts) {
    const { relay, events } = parts;
    this.#socket = socket;
    this.#parts = parts;
    this.#caller = caller;
    this.#relay = relay;
    this.#unsubscribe = events.subscribe(caller.lane, (event) => {
      this.#onEvent(event);
    });
  }

  onReady(): void {
    // Viewers speak first: they say what they want to watch.
  }

  onText(message: ViewerToServer): void {
    if (message.type === "watch") this.#watch(message.camera, message.nonce);
    if (message.type === "leave") this.#leave(message.camera);
  }

  onBytes(): void {
    refuse(this.#socket, new ApiError("request.malformed", "a viewer sends no media"));
  }

  onClose(): void {
    this.#unsubscribe();
    for (const camera of [...this.#watched.keys()]) this.#leave(camera);
  }

  #watch(cameraText: string, nonce: string): void {
    const known = this.#watched.get(cameraText);
    if (known !== undefined) {
      // A viewer draws a new nonce every second; the pictures go on.
      known.viewer.nonce = nonce;
      this.#relay.renew(this.#caller.lane, known.camera);
      return;
    }
    if (this.#watched.size >= MAX_WATCHED) {
      refuse(this.#socket, new ApiError("rate.limited", "too many cameras on one connection"));
      return;
    }
    const camera = parseId<CameraId>(cameraText);
    const viewer = viewerOn(this.#socket, nonce, (opening) => this.#mayWatch(opening));
    this.#watched.set(cameraText, { camera, viewer });
    this.#relay.watch(this.#caller.lane, camera, viewer);
  }

  #leave(cameraText: string): void {
    const watched = this.#watched.get(cameraText);
    if (watched === undefined) return;
    this.#watched.delete(cameraText);
    this.#relay.leave(this.#caller.lane, watched.camera, watched.viewer);
  }

  #onEvent(event: LaneEvent): void {
    this.#send(toMessage(event));
    if (event.type === "ledger-changed") this.#renew();
    if (event.type === "ledger-changed" && event.removed.some((id) => equalBytes(id, this.#caller.device.id))) {
      refuse(this.#socket, new ApiError("session.refused", "this device was removed from the household"));
    }
  }

  #renew(): void {
    const { sessions, logger } = this.#parts;
    sessions.renewed(this.#caller).then(
      (caller) => {
        this.#caller = caller;
      },
      (error: unknown) => {
        logger.error({ event: "bug", err: error }, "a household could not be read again");
      },
    );
  }

  #mayWatch(opening: Buffer): boolean {
    const sight = clipSightOf(this.#caller.device);
    return sight.kind === "all" || isInSight(sight, decodeClipOpening(opening.subarray(MEDIA_HEAD_BYTES)));
  }

  #send(message: ServerToViewer): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

function viewerOn(socket: WebSocket, nonce: string, mayWatch: (opening: Buffer) => boolean): FeedViewer {
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

function toMessage(event: LaneEvent): ServerToViewer {
  switch (event.type) {
    case "ledger-changed":
      return { type: "ledger-changed", seq: event.seq };
    case "records-changed":
    case "log-changed":
      return { type: event.type };
    case "clips-changed":
      return { type: "clips-changed", camera: formatId(event.camera) };
  }
}

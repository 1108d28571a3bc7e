// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A viewer's live connection: which cameras it watches, and what changed in its household. */
import { MEDIA_HEAD_BYTES, type ServerToViewer, type ViewerToServer } from "@nightlatch/api-contract";
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import { decodeClipOpening, formatId, parseId, type CameraId, type CaseId } from "@nightlatch/protocol/wire";
import type { WebSocket } from "ws";
import { clipSightOf, isInSight } from "../access/clip-sight.ts";
import { ApiError } from "../errors.ts";
import type { WatchingStaff } from "../services/grants/staff-watching.ts";
import type { LaneEvent } from "../services/lane-events.ts";
import type { Caller } from "../services/sessions.ts";
import type { FeedViewer } from "./camera-feed.ts";
import { viewerOn } from "./feed-viewer.ts";
import type { LiveRelay } from "./live-relay.ts";
import { refuse, type LiveSocket, type SocketParts } from "./live-socket.ts";

const MAX_WATCHED = 64;

export class ViewerSocket implements LiveSocket<ViewerToServer> {
  readonly #socket: WebSocket;
  readonly #parts: SocketParts;
  /** As the ledger has the device now. */
  #caller: Caller;
  readonly #relay: LiveRelay;
  readonly #unsubscribe: () => void;
  #unfollow: () => void = () => undefined;
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
    for (const staff of this.#staffWatching()) this.#tell({ type: "staff-watching", state: "started", ...staff });
  }

  onText(message: ViewerToServer): void {
    if (message.type === "watch") this.#watch(message.camera, message.nonce);
    if (message.type === "leave") this.#leave(message.camera);
    if (message.type === "follow-cases") this.#follow(message.cases);
  }

  onBytes(): void {
    refuse(this.#socket, new ApiError("request.malformed", "a viewer sends no media"));
  }

  onClose(): void {
    this.#unsubscribe();
    this.#unfollow();
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

  /** Of its household; the ids are random, so it hears of none that it was not given. */
  #follow(cases: readonly string[]): void {
    this.#unfollow();
    const ids = cases.map((one) => parseId<CaseId>(one));
    this.#unfollow = this.#parts.caseEvents.follow(ids, (id) => {
      this.#send({ type: "case-changed", case: formatId(id) });
    });
  }

  #staffWatching(): readonly WatchingStaff[] {
    return this.#parts.watching.of(this.#caller.lane);
  }

  #onEvent(event: LaneEvent): void {
    this.#tell(event);
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

  /** Who looks at the household's cameras is told to those who speak for it, and not to its guests. */
  #tell(event: LaneEvent): void {
    const isForPeople = event.type === "staff-watching" || event.type === "grants-changed";
    if (isForPeople && this.#caller.device.role === "guest") return;
    this.#send(toMessage(event));
  }

  #send(message: ServerToViewer): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

function toMessage(event: LaneEvent): ServerToViewer {
  switch (event.type) {
    case "ledger-changed":
      return { type: "ledger-changed", seq: event.seq };
    case "records-changed":
    case "log-changed":
    case "grants-changed":
      return { type: event.type };
    case "clips-changed":
      return { type: "clips-changed", camera: formatId(event.camera) };
    case "staff-watching": {
      const { type, state, untilMs } = event;
      const [grant, staff, camera] = [encodeBase64url(event.grant), formatId(event.staff), formatId(event.camera)];
      return { type, state, grant, staff, camera, untilMs };
    }
  }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A hub's live connection: sealed frames and beacons in, who watches out. */
import { decodeMediaMessage, type HubToServer, type ServerToHub } from "@nightlatch/api-contract";
import { decodeBase64url, encodeBase64url, equalBytes } from "@nightlatch/bytes";
import { decodeClipOpening, formatId, parseId, type CameraId } from "@nightlatch/protocol/wire";
import type { WebSocket } from "ws";
import { ApiError } from "../errors.ts";
import type { LaneEvent } from "../services/lane-events.ts";
import type { HubDesk } from "../log/hub-desk.ts";
import type { Caller } from "../services/sessions.ts";
import { CheckpointQuestions } from "./checkpoint-questions.ts";
import type { FeedSource, LiveRelay } from "./live-relay.ts";
import { refuse, type LiveSocket, type SocketParts } from "./live-socket.ts";

export class HubSocket implements LiveSocket<HubToServer>, FeedSource {
  readonly #socket: WebSocket;
  readonly #caller: Caller;
  readonly #relay: LiveRelay;
  readonly #desk: HubDesk;
  readonly #unsubscribe: () => void;
  readonly #questions = new CheckpointQuestions((id, body) => {
    this.#send({ type: "add-checkpoint", id, body: encodeBase64url(body) });
  });
  #leaveDesk: () => void = () => undefined;

  constructor(socket: WebSocket, caller: Caller, { relay, events, desk }: SocketParts) {
    this.#socket = socket;
    this.#caller = caller;
    this.#relay = relay;
    this.#desk = desk;
    this.#unsubscribe = events.subscribe(caller.lane, (event) => {
      this.#onEvent(event);
    });
  }

  onReady(): void {
    const { lane, device } = this.#caller;
    this.#relay.addHub(lane, this);
    if (device.witness === undefined) return;
    this.#leaveDesk = this.#desk.add(lane, device.id, device.witness, (body) => this.#questions.ask(body));
  }

  onText(message: HubToServer): void {
    if (message.type === "checkpoint-answer") this.#onAnswer(message);
    if (message.type !== "beacon") return;
    this.#relay.publishBeacon(this.#caller.lane, parseId<CameraId>(message.camera), JSON.stringify(message));
  }

  onBytes(bytes: Buffer): void {
    const message = decodeMediaMessage(bytes);
    const isFit = message !== undefined && (message.kind === "frame" || this.#isOwnOpening(message.payload));
    if (isFit) this.#relay.publish(this.#caller.lane, message.camera, message.kind, bytes);
    else refuse(this.#socket, new ApiError("request.malformed", "not a media message of this hub"));
  }

  onClose(): void {
    this.#unsubscribe();
    this.#leaveDesk();
    this.#questions.close();
    this.#relay.removeHub(this.#caller.lane, this);
  }

  sendViewers(camera: CameraId, nonces: readonly string[]): void {
    this.#send({ type: "viewers", camera: formatId(camera), nonces: [...nonces] });
  }

  #onAnswer({ id, status, body }: Extract<HubToServer, { type: "checkpoint-answer" }>): void {
    try {
      this.#questions.answered(id, { status, body: decodeBase64url(body) });
    } catch {
      // The schema lets through what has the right letters and the wrong number of them.
      refuse(this.#socket, new ApiError("request.malformed", "not base64url"));
    }
  }

  /** Viewers check the signature; this keeps one hub from speaking for another. */
  #isOwnOpening(payload: Uint8Array): boolean {
    try {
      const { header } = decodeClipOpening(payload);
      return equalBytes(header.lane, this.#caller.lane) && equalBytes(header.hub, this.#caller.device.id);
    } catch {
      // Not an opening at all.
      return false;
    }
  }

  #onEvent(event: LaneEvent): void {
    if (event.type === "records-changed" || event.type === "log-changed" || event.type === "grants-changed") {
      this.#send({ type: event.type });
    }
    if (event.type !== "ledger-changed") return;
    this.#send({ type: "ledger-changed", seq: event.seq });
    if (event.removed.some((id) => equalBytes(id, this.#caller.device.id))) {
      refuse(this.#socket, new ApiError("session.refused", "the hub was removed from the household"));
    }
  }

  #send(message: ServerToHub): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

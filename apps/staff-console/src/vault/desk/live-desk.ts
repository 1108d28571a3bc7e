// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The socket of the session that is signed in, and the one camera that is watched over it. Owns both; closes them
 * with the session. A nonce is drawn anew each second: the hub's signed answer is how the household's app knows, too,
 * that somebody watches now.
 */
import { encodeBase64url } from "@nightlatch/bytes";
import { formatId, VIEWER_NONCE_BYTES } from "@nightlatch/protocol/wire";
import type { MediaMessage, ServerToStaff } from "@nightlatch/api-contract";
import { openStaffSocket, type StaffSocket } from "../server/staff-socket.ts";
import type { CaseDesk } from "./case-desk.ts";
import type { Desk } from "./desk.ts";

export type Watched = Readonly<{
  grant: string;
  camera: string;
  onOpening: (bytes: Uint8Array) => void;
  onFrame: (bytes: Uint8Array) => void;
  onEnded: (reason: "revoked" | "expired" | "refused") => void;
  onOffline: (isOffline: boolean) => void;
}>;

const NONCE_EVERY_MS = 1000;

export class LiveDesk {
  readonly #desk: Desk;
  readonly #cases: CaseDesk;
  #socket: StaffSocket | undefined;
  #watched: Watched | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(desk: Desk, cases: CaseDesk, origin: string) {
    this.#desk = desk;
    this.#cases = cases;
    desk.onSession((session) => {
      this.#socket?.close();
      this.#socket =
        session === undefined
          ? undefined
          : openStaffSocket(origin, session.token, {
              onMessage: (message) => this.#take(message),
              onMedia: (message) => this.#takeMedia(message),
            });
    });
  }

  /** @returns the end of watching */
  watch(watched: Watched): () => void {
    this.#watched = watched;
    this.#ask();
    this.#timer = setInterval(() => this.#ask(), NONCE_EVERY_MS);
    return () => {
      if (this.#watched !== watched) return;
      this.#watched = undefined;
      clearInterval(this.#timer);
      this.#socket?.send({ type: "leave", grant: watched.grant });
    };
  }

  #ask(): void {
    if (this.#watched === undefined) return;
    const nonce = encodeBase64url(this.#desk.deps.random(VIEWER_NONCE_BYTES));
    this.#socket?.send({ type: "watch", grant: this.#watched.grant, nonce });
  }

  #take(message: ServerToStaff): void {
    const watched = this.#watched;
    switch (message.type) {
      case "ready":
        this.#ask();
        // What happened while the way was down told nobody.
        this.#cases.refresh();
        return;
      case "cases-changed":
        this.#cases.refresh();
        return;
      case "grants-changed":
        this.#desk.notify("grants");
        return;
      case "roster-changed":
        this.#followRoster();
        return;
      case "watch-ended":
        if (message.grant === watched?.grant) watched.onEnded(message.reason);
        this.#desk.notify("grants");
        return;
      case "camera-offline":
      case "camera-online":
        if (message.camera === watched?.camera) watched.onOffline(message.type === "camera-offline");
        return;
      case "beacon":
      case "skipped":
      case "error":
        return;
    }
  }

  #takeMedia({ kind, camera, payload }: MediaMessage): void {
    const watched = this.#watched;
    if (formatId(camera) !== watched?.camera) return;
    if (kind === "opening") watched.onOpening(payload);
    else watched.onFrame(payload);
  }

  #followRoster(): void {
    if (this.#desk.session === undefined) return;
    // Also without a new entry: a draft may wait for a signature. A lie stops the console by itself; a lost connection
    // is read again at the next word.
    const tell = (): void => this.#desk.notify("roster");
    this.#desk.followRoster().then(tell, tell);
  }
}

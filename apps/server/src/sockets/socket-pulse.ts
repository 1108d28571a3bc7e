// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The regular beat of all live sockets: who does not answer a ping by the next beat is gone, and everyone may
 * say only so much between two beats.
 */
import { ALIVE_EVERY_MS, type aliveMessage } from "@nightlatch/api-contract";
import type { z } from "zod";
import type { WebSocket } from "ws";

/** A viewer of 64 cameras renews 64 nonces a second; a hub signs as many beacons. */
const MAX_TEXTS_A_BEAT = (ALIVE_EVERY_MS / 1000) * 256;
/** Sockets that do not answer a close within this are cut. */
const CLOSE_WITHIN_MS = 1000;
const GOING_AWAY = 1001;

const ALIVE = JSON.stringify({ type: "alive" } satisfies z.infer<typeof aliveMessage>);

type Beat = { hasAnswered: boolean; textsLeft: number };

export class SocketPulse {
  readonly #beats = new Map<WebSocket, Beat>();
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(everyMs: number = ALIVE_EVERY_MS) {
    this.#timer = setInterval(() => {
      this.#beat();
    }, everyMs);
  }

  /** Counts a socket in until it closes. */
  add(socket: WebSocket): void {
    const beat = { hasAnswered: true, textsLeft: MAX_TEXTS_A_BEAT };
    this.#beats.set(socket, beat);
    socket.on("pong", () => {
      beat.hasAnswered = true;
    });
    socket.once("close", () => this.#beats.delete(socket));
  }

  /** False when the socket has used up what it may say until the next beat. */
  allowText(socket: WebSocket): boolean {
    const beat = this.#beats.get(socket);
    if (beat === undefined || beat.textsLeft === 0) return false;
    beat.textsLeft -= 1;
    return true;
  }

  /** Says goodbye to all, cuts whoever does not hear it, and resolves when none is left. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const sockets = [...this.#beats.keys()];
    const closed = sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    for (const socket of sockets) socket.close(GOING_AWAY, "server stopping");
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.terminate();
    }, CLOSE_WITHIN_MS);
    await Promise.all(closed);
    clearTimeout(cut);
  }

  #beat(): void {
    for (const [socket, beat] of this.#beats) {
      if (!beat.hasAnswered) {
        socket.terminate();
        continue;
      }
      beat.hasAnswered = false;
      beat.textsLeft = MAX_TEXTS_A_BEAT;
      socket.ping();
      if (socket.readyState === socket.OPEN) socket.send(ALIVE);
    }
  }
}

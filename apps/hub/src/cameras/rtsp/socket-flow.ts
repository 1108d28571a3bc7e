// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file When a camera's socket is read: as the bytes come while somebody is in a hurry, otherwise at the beat of all
 * cameras. What comes in between waits in the kernel, which slows the camera down before it takes too much memory.
 */
import type { ReadBeat } from "../read-beat.ts";

export type ReadPace = Readonly<{
  beat: Pick<ReadBeat, "next">;
  /** Asked after each read: bytes that come now should be read at once. */
  isHurried: () => boolean;
}>;

type Pausable = Readonly<{ pause(): unknown; resume(): unknown }>;

/** Owns whether the socket is being read. Without a pace it is, unless it is held. */
export class SocketFlow {
  readonly #socket: Pausable;
  readonly #pace: ReadPace | undefined;
  #isHeld = false;
  #isResting = false;
  #awaitsBeat = false;
  #isPlenty = false;

  constructor(socket: Pausable, pace: ReadPace | undefined) {
    this.#socket = socket;
    this.#pace = pace;
  }

  /** Nothing is read until `release`: the camera feels it. */
  hold(): void {
    this.#isHeld = true;
    this.#socket.pause();
  }

  release(): void {
    this.#isHeld = false;
    if (!this.#isResting) this.#socket.resume();
  }

  /** To be called after each read. `isAll`: nothing was left in the socket. */
  noteRead(isAll: boolean): void {
    if (this.#pace === undefined || this.#pace.isHurried()) return;
    // More than a read takes: until the next beat bytes are taken as they come, or a full window would stop the camera.
    if (!isAll) this.#isPlenty = true;
    if (!this.#awaitsBeat) this.#pace.beat.next(this.#onBeat);
    this.#awaitsBeat = true;
    if (this.#isPlenty || this.#isResting) return;
    this.#isResting = true;
    this.#socket.pause();
  }

  readonly #onBeat = (): void => {
    this.#awaitsBeat = false;
    this.#isPlenty = false;
    if (!this.#isResting) return;
    this.#isResting = false;
    if (!this.#isHeld) this.#socket.resume();
  };
}
